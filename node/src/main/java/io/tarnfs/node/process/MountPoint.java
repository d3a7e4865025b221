// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.process;

import io.tarnfs.linux.mounts.Mount;
import io.tarnfs.linux.mounts.MountTable;
import io.tarnfs.node.ExitCode;
import io.tarnfs.node.NodeFailure;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/// A directory that is to become a mount point. What is mounted is read from mountinfo before the path itself
/// is looked at, because a look at a mount whose node is gone can hang.
///
/// @param directory absolute, without links
public record MountPoint(Path directory) {
    /// Returns the mount point for a path that a person wrote; links above the last name are followed.
    ///
    /// @throws NodeFailure NOT_THERE if the folder above is missing
    public static MountPoint of(Path written) throws NodeFailure {
        Path absolute = written.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        Path name = absolute.getFileName();
        if (parent == null || name == null) {
            throw new NodeFailure(
                    ExitCode.USAGE, "The root directory cannot be a mount point; name a folder below it.");
        }
        try {
            return new MountPoint(parent.toRealPath().resolve(name));
        } catch (IOException missing) {
            throw new NodeFailure(
                    ExitCode.NOT_THERE,
                    "Cannot mount on " + absolute + ": the folder " + parent
                            + " is not there or cannot be entered; make it first (mkdir -p " + parent + ").",
                    missing);
        }
    }

    /// Returns the topmost mount on it.
    public Optional<Mount> mounted() throws NodeFailure {
        try {
            return MountTable.read().at(directory);
        } catch (IOException unreadable) {
            throw new NodeFailure(
                    ExitCode.INPUT_OUTPUT, "Cannot read the list of mounts in /proc/self/mountinfo.", unreadable);
        }
    }

    /// Checks that a volume may be mounted here: nothing is mounted on it, and it is missing or an empty
    /// directory.
    ///
    /// @throws NodeFailure CANNOT_CREATE or DENIED
    public void check() throws NodeFailure {
        Optional<Mount> mount = mounted();
        if (mount.isPresent()) {
            throw new NodeFailure(
                    ExitCode.CANNOT_CREATE,
                    "Cannot mount on " + directory + ": "
                            + mount.get().fileSystem().source() + " is mounted there already; unmount it (tarn umount "
                            + directory + ") or choose another directory.");
        }
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw new NodeFailure(
                    ExitCode.CANNOT_CREATE,
                    "Cannot mount on " + directory + ": it is no directory; choose another name.");
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            if (entries.iterator().hasNext()) {
                throw new NodeFailure(
                        ExitCode.CANNOT_CREATE,
                        "Cannot mount on " + directory
                                + ": it is not empty, and the mount would hide its files; choose an empty or new"
                                + " directory.");
            }
        } catch (IOException refused) {
            throw new NodeFailure(
                    ExitCode.DENIED,
                    "Cannot look into " + directory + " (" + refused.getMessage() + "); check its permissions.",
                    refused);
        }
    }

    /// Makes the directory if it is missing.
    ///
    /// @return whether it was made
    public boolean make() throws NodeFailure {
        if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try {
            Files.createDirectory(directory);
            return true;
        } catch (IOException refused) {
            throw new NodeFailure(
                    ExitCode.DENIED,
                    "Cannot make the directory " + directory + " (" + refused.getMessage()
                            + "); check the permissions of the folder above.",
                    refused);
        }
    }

    /// Takes back what [#make] made.
    void unmake() throws NodeFailure {
        try {
            Files.deleteIfExists(directory);
        } catch (IOException refused) {
            throw new NodeFailure(
                    ExitCode.INPUT_OUTPUT,
                    "The unused directory " + directory + " cannot be removed; remove it.",
                    refused);
        }
    }
}
