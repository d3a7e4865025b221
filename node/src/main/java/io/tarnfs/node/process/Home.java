// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.process;

import io.tarnfs.node.ExitCode;
import io.tarnfs.node.NodeFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// The folder that a node keeps everything in; one node a home.
///
/// ```
///   node.yaml     settings, if there are any
///   mounts.json   the mounts that come back at a start
///   metadata/     command log and checkpoint
///   store/        objects, unless a volume names another store
///   keys/         key files that were made here
///   cache/  log/  run/
/// ```
///
/// @param root its absolute path
public record Home(Path root) {
    /// Eight hex digits tell the few homes of one machine apart and still leave the mount's name readable.
    private static final int ID_BYTES = 4;

    private static final String OWNER_ONLY = "rwx------";

    public Home {
        root = root.toAbsolutePath().normalize();
    }

    /// Returns where settings are looked for.
    public Path settingsFile() {
        return root.resolve("node.yaml");
    }

    /// Returns where the metadata role keeps its state unless node.yaml says otherwise.
    public Path metadata() {
        return root.resolve("metadata");
    }

    /// Returns where objects lie unless a volume says otherwise.
    public Path store() {
        return root.resolve("store");
    }

    /// Returns where key files are made.
    public Path keys() {
        return root.resolve("keys");
    }

    /// Returns where the cache lies that outlives a restart.
    public Path cache() {
        return root.resolve("cache");
    }

    /// Returns where logs lie.
    public Path log() {
        return root.resolve("log");
    }

    /// Returns where a running node leaves what others need to find it.
    public Path run() {
        return root.resolve("run");
    }

    /// Returns the short name that this home's mounts carry in mountinfo: the first hex digits of the SHA-256
    /// of its path.
    public String id() {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(root.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /// Makes the folders that are missing, readable by their owner only.
    ///
    /// @throws NodeFailure DENIED if the place cannot be written, CONFIG if something else is in the way
    public void prepare() throws NodeFailure {
        try {
            Files.createDirectories(root);
            for (Path folder : List.of(metadata(), store(), keys(), cache(), log(), run())) {
                if (!Files.isDirectory(folder)) {
                    Files.createDirectory(
                            folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
                }
            }
        } catch (FileAlreadyExistsException inTheWay) {
            throw new NodeFailure(
                    ExitCode.CONFIG,
                    "The home " + root + " cannot be used: " + inTheWay.getFile()
                            + " is a file where a folder belongs; move it away or name another home with --home.",
                    inTheWay);
        } catch (IOException refused) {
            throw notWritable(refused);
        }
        if (!Files.isWritable(run()) || !Files.isWritable(root)) {
            throw notWritable(new AccessDeniedException(run().toString()));
        }
    }

    private NodeFailure notWritable(IOException refused) {
        String reason = refused instanceof AccessDeniedException
                ? "permission denied"
                : refused instanceof FileSystemException trouble && trouble.getReason() != null
                        ? trouble.getReason()
                        : String.valueOf(refused.getMessage());
        return new NodeFailure(
                ExitCode.DENIED,
                "The home " + root + " cannot be written (" + reason
                        + "); make it writable for this user or name another one with --home.",
                refused);
    }
}
