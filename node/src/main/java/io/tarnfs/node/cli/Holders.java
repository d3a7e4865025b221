// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.cli;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds who uses a mount: by open files, current and root directories, programs and mapped files, as /proc
/// tells them. Only links are read, so the mount itself is never asked.
final class Holders {
    private static final Path PROC = Path.of("/proc");

    private final String directory;
    private final String below;

    private Holders(Path directory) {
        this.directory = directory.toString();
        this.below = directory + "/";
    }

    /// A process that uses the mount.
    ///
    /// @param pid     its id
    /// @param command its name
    record Holder(long pid, String command) {}

    /// Returns the processes that use what lies at or below `directory`, as far as this user may see them.
    static List<Holder> of(Path directory) {
        Holders search = new Holders(directory);
        List<Holder> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (search.holds(process)) {
                    found.add(new Holder(Long.parseLong(process.getFileName().toString()), command(process)));
                }
            }
        } catch (IOException unreadable) {
            System.getLogger(Holders.class.getName()).log(Level.DEBUG, "list processes", unreadable);
        }
        return found;
    }

    private boolean holds(Path process) {
        return isBelow(process.resolve("cwd"))
                || isBelow(process.resolve("root"))
                || isBelow(process.resolve("exe"))
                || hasOpen(process.resolve("fd"))
                || hasMapped(process.resolve("maps"));
    }

    private boolean isBelow(Path link) {
        return target(link).filter(this::isBelow).isPresent();
    }

    private boolean isBelow(String path) {
        return path.equals(directory) || path.startsWith(below);
    }

    private boolean hasOpen(Path descriptors) {
        try (DirectoryStream<Path> links = Files.newDirectoryStream(descriptors)) {
            for (Path link : links) {
                if (isBelow(link)) {
                    return true;
                }
            }
            return false;
        } catch (IOException goneOrForbidden) {
            return false;
        }
    }

    private boolean hasMapped(Path maps) {
        try {
            // Latin 1 takes any byte; a name that is none still compares by its ASCII part.
            String text = Files.readString(maps, StandardCharsets.ISO_8859_1);
            String wanted = new String(below.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            return text.contains(" " + wanted);
        } catch (IOException goneOrForbidden) {
            return false;
        }
    }

    private static Optional<String> target(Path link) {
        try {
            return Optional.of(Files.readSymbolicLink(link).toString());
        } catch (IOException goneOrForbidden) {
            return Optional.empty();
        }
    }

    private static String command(Path process) {
        try {
            return Files.readString(process.resolve("comm")).strip();
        } catch (IOException gone) {
            return "?";
        }
    }
}
