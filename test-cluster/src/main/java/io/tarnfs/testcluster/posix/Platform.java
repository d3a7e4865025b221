// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.posix;

/// The numbers that differ between x86-64 and arm64 (asm/fcntl.h); everything else used by the suites is the
/// same on both.
public final class Platform {
    private static final boolean ARM = switch (System.getProperty("os.arch")) {
        case "aarch64" -> true;
        case "amd64" -> false;
        default ->
            throw new IllegalStateException(
                    "no table of open flags for this machine: os.arch=" + System.getProperty("os.arch"));
    };

    /// Fails with ENOTDIR when the name is not a directory.
    public static final int O_DIRECTORY = ARM ? 0x4000 : 0x10000;
    /// Fails with ELOOP when the last name is a symbolic link.
    public static final int O_NOFOLLOW = ARM ? 0x8000 : 0x20000;
    /// Around the page cache.
    public static final int O_DIRECT = ARM ? 0x10000 : 0x4000;

    private Platform() {}
}
