// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.node;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// The kernel's switch for FUSE connections (fusectl): the only way to end the calls that wait for a daemon
/// that does not answer.
final class FuseControl {
    private static final Duration TIME = Duration.ofSeconds(10);
    private static final Path SYSTEM = Path.of("/sys/fs/fuse/connections");

    private FuseControl() {}

    /// Aborts the connection of `mount`: its waiting calls get ECONNABORTED.
    static void abort(MountInfo mount) {
        Path known = SYSTEM.resolve(String.valueOf(mount.deviceMinor())).resolve("abort");
        if (Files.exists(known)) {
            write(known);
            return;
        }
        Path own = Machine.scratch("fusectl");
        Program.run(TIME, "mount", "-t", "fusectl", "fusectl", own.toString()).orFail();
        try {
            Path abort = own.resolve(String.valueOf(mount.deviceMinor())).resolve("abort");
            if (Files.exists(abort)) {
                write(abort);
            }
        } finally {
            Program.run(TIME, "umount", "-l", own.toString()).orFail();
            Program.run(TIME, "rmdir", own.toString()).orFail();
        }
    }

    private static void write(Path abort) {
        Program.run(TIME, "sh", "-c", "echo 1 > \"$0\"", abort.toString()).orFail();
    }
}
