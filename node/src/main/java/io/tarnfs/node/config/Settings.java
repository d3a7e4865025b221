// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.config;

import io.tarnfs.node.ExitCode;
import io.tarnfs.node.NodeFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a node was told by its node.yaml, defaults filled in.
///
/// @param roles    what the node does
/// @param node     about the process
/// @param metadata about the metadata role
/// @param mount    about the mount role
public record Settings(Set<Role> roles, NodeSettings node, MetadataSettings metadata, MountSettings mount) {
    public Settings {
        roles = Set.copyOf(roles);
    }

    /// Returns what holds without a file.
    public static Settings defaults() {
        return of(new Values(Map.of()));
    }

    /// Reads a file.
    ///
    /// @throws NodeFailure CONFIG with file and line if anything in it is not allowed, or it cannot be read
    public static Settings read(Path file) throws NodeFailure {
        try {
            return of(new Values(SettingsFile.read(file, Files.readString(file))));
        } catch (IOException unreadable) {
            throw new NodeFailure(
                    ExitCode.CONFIG,
                    "The settings in " + file + " cannot be read ("
                            + unreadable.getClass().getSimpleName() + "); check that the file is there and readable.",
                    unreadable);
        }
    }

    private static Settings of(Values values) {
        return new Settings(
                values.get(Keys.ROLES),
                new NodeSettings(
                        values.optional(Keys.HOME),
                        values.get(Keys.HTTP_HOST),
                        values.get(Keys.HTTP_PORT),
                        values.get(Keys.STOP_GRACE)),
                new MetadataSettings(values.optional(Keys.METADATA_DIR), values.get(Keys.PAGE_CACHE)),
                new MountSettings(
                        values.get(Keys.READERS),
                        values.get(Keys.L1),
                        values.get(Keys.DIRTY),
                        values.optional(Keys.PASSPHRASE_FILE)));
    }

    /// The texts of a file that was checked already: each of them is allowed for its key.
    private record Values(Map<String, String> texts) {
        <T> T get(Key<T> key) {
            String text = texts.getOrDefault(key.path(), key.fallback());
            return key.reader()
                    .apply(text)
                    .orElseThrow(() -> new IllegalStateException("key=" + key.path() + " value=" + text));
        }

        Optional<Path> optional(Key<Optional<Path>> key) {
            return texts.containsKey(key.path()) ? get(key) : Optional.empty();
        }
    }
}
