// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.fusekernel.memory.MemoryFileSystem;
import io.tarnfs.linux.mounts.Mount;
import io.tarnfs.linux.mounts.MountTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/// A [MemoryFileSystem] mounted for one test, below the module's build folder; unmounted whatever happens.
final class MountFixture {
    static final String SOURCE = "memory";
    static final String TYPE = "tarntest";
    private static final Duration GRACE = Duration.ofSeconds(30);

    final MemoryFileSystem fs;
    final FuseSession session;
    final Path mountPoint;
    final Path scratch;
    final Shell shell;

    private MountFixture(MemoryFileSystem fs, FuseSession session, Path mountPoint, Path scratch) {
        this.fs = fs;
        this.session = session;
        this.mountPoint = mountPoint;
        this.scratch = scratch;
        this.shell = new Shell(mountPoint, scratch);
    }

    static MountFixture mount(boolean hops) throws IOException, InterruptedException {
        return mount(hops, options -> options.withReaders(3));
    }

    static MountFixture mount(boolean hops, UnaryOperator<MountOptions> change)
            throws IOException, InterruptedException {
        Path folder = folder();
        Path mountPoint = Files.createDirectory(folder.resolve("mnt"));
        Path scratch = Files.createDirectory(folder.resolve("scratch"));
        MemoryFileSystem fs = new MemoryFileSystem(clock(), hops);
        MountOptions options = change.apply(MountOptions.of(mountPoint, SOURCE, TYPE));
        FuseSession session = FuseSession.mount(options, fs);
        MountFixture fixture = new MountFixture(fs, session, mountPoint, scratch);
        Mount mount = fixture.mounted().orElseThrow();
        assertEquals("fuse." + TYPE, mount.fileSystem().type());
        assertEquals(SOURCE, mount.fileSystem().source());
        return fixture;
    }

    /// A clock whose times differ from the real ones, so that it shows which of the two an inode got.
    static Clock clock() {
        return Clock.fixed(Instant.ofEpochSecond(1_700_000_000L, 123_456_789L), ZoneOffset.UTC);
    }

    /// A new folder below the module's build folder.
    static Path folder() throws IOException {
        Path build = Path.of(System.getProperty("tarn.build", "target"));
        return Files.createTempDirectory(Files.createDirectories(build.resolve("mounts")), "m");
    }

    Optional<Mount> mounted() throws IOException {
        return MountTable.read().at(mountPoint.toAbsolutePath());
    }

    /// Unmounts, however the session stands.
    void end() throws IOException, InterruptedException {
        try {
            session.unmount(GRACE);
            assertEquals(Optional.empty(), mounted());
            assertEquals(0, fs.lentPieces.get(), "pieces of replies that were never released");
        } finally {
            lastResort();
        }
        assertTrue(session.ended().toCompletableFuture().isDone());
    }

    private void lastResort() throws IOException, InterruptedException {
        if (mounted().isPresent()) {
            Process process = new ProcessBuilder("umount", "-l", mountPoint.toString()).start();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }
}
