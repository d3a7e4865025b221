// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// One line of /proc/self/mountinfo (proc(5)). Reading it asks no file system anything, so it works beside a
/// mount that hangs.
///
/// @param deviceMinor names the connection of a FUSE mount below /sys/fs/fuse/connections
public record MountInfo(String mountPoint, String type, int deviceMinor) {
    /// The type of a mount of the product.
    public static final String TARNFS = "fuse.tarnfs";

    /// All mounts, in the order in which they were made.
    public static List<MountInfo> all() {
        try {
            return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                    .map(MountInfo::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("reading /proc/self/mountinfo", e);
        }
    }

    /// The mount on top at `folder`, if there is one.
    public static Optional<MountInfo> at(Path folder) {
        return all().stream()
                .filter(mount -> mount.mountPoint.equals(folder.toString()))
                .reduce((_, last) -> last);
    }

    /// Reads one line of mountinfo.
    public static MountInfo parse(String line) {
        String[] fields = line.split(" ", -1);
        int separator = List.of(fields).indexOf("-");
        String minor = fields[2].substring(fields[2].indexOf(':') + 1);
        return new MountInfo(unescaped(fields[4]), fields[separator + 1], Integer.parseInt(minor));
    }

    /// Space, tab, newline and backslash stand as three octal digits.
    private static String unescaped(String text) {
        return text.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
