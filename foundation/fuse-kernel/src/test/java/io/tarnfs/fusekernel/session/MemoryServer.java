// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.session;

import io.tarnfs.fusekernel.memory.MemoryFileSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/// A process that serves a [MemoryFileSystem] until it is told to end: the one that tests send signals to.
final class MemoryServer {
    private MemoryServer() {}

    /// Serves one mount.
    ///
    /// @param arguments the mount point, and how long its users may take at the end, in milliseconds
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path mountPoint = Path.of(arguments[0]);
        Duration grace = Duration.ofMillis(Long.parseLong(arguments[1]));
        FuseSession session = FuseSession.mount(
                MountOptions.of(mountPoint, MountFixture.SOURCE, MountFixture.TYPE),
                new MemoryFileSystem(MountFixture.clock(), false));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> unmount(session, grace)));
        session.awaitEnd();
    }

    private static void unmount(FuseSession session, Duration grace) {
        try {
            session.unmount(grace);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("the mount stays behind", e);
        }
    }
}
