// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.testcluster.actor.Actor;
import io.tarnfs.testcluster.actor.Identity;
import io.tarnfs.testcluster.node.Machine;
import io.tarnfs.testcluster.node.NodeUnderTest;
import io.tarnfs.testcluster.node.Program;
import io.tarnfs.testcluster.posix.Errno;
import io.tarnfs.testcluster.posix.Flags;
import io.tarnfs.testcluster.posix.Posix;
import io.tarnfs.testcluster.posix.PosixException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

/// A store that takes no more: its folder is a small file system of its own, in memory.
@Tag("node")
@DisabledIfEnvironmentVariable(
        named = Machine.SKIP_VARIABLE,
        matches = "1",
        disabledReason = Machine.SKIP_VARIABLE + "=1")
final class StoreFullTest {
    private static final Duration TIME = Duration.ofMinutes(1);
    private static final int STORE_MIB = 24;
    private static final long TOO_MUCH = 48L << 20;
    private static final long FITS = 4L << 20;

    private NodeUnderTest node;
    private Path store;

    @BeforeEach
    void start() {
        node = NodeUnderTest.prepare("store-full");
        store = node.home().resolve("store");
        Program.run(TIME, "mkdir", "-p", store.toString()).orFail();
        Program.run(TIME, "mount", "-t", "tmpfs", "-o", "size=" + STORE_MIB + "m", "tmpfs", store.toString())
                .orFail();
        node.restart();
    }

    @AfterEach
    void close() {
        node.stopIfRunning();
        Program.run(TIME, "umount", "-l", store.toString()).orFail();
        node.close();
    }

    /// S16: "When bytes could not be stored, the next `fsync` or `close` of every descriptor that was open fails with
    /// EIO or ENOSPC, and goes on failing on that descriptor until the file is opened again."
    @Test
    void bytesThatCouldNotBeStoredFailEachFsyncAndTheClose() {
        try (Actor actor = startActor()) {
            Posix calls = new Posix(actor);
            int file = calls.open("f", Flags.O_RDWR | Flags.O_CREAT, 0644);
            Errno first = errnoOf(() -> {
                calls.fill(file, 0, TOO_MUCH, 1);
                calls.fsync(file);
            });
            assertTrue(Set.of(Errno.ENOSPC, Errno.EIO).contains(first), first.toString());
            Errno second = errnoOf(() -> calls.fsync(file));
            assertTrue(Set.of(Errno.ENOSPC, Errno.EIO).contains(second), second.toString());
            Errno last = errnoOf(() -> calls.close(file));
            assertTrue(Set.of(Errno.ENOSPC, Errno.EIO).contains(last), last.toString());
        }
    }

    @Test
    void whatWasStoredBeforeStaysReadableAndNewFilesFitOnceSpaceIsFreed() {
        try (Actor actor = startActor()) {
            Posix calls = new Posix(actor);
            write(calls, "before", FITS);
            assertThrows(PosixException.class, () -> write(calls, "large", TOO_MUCH));
            assertRead(calls, "before", FITS);
            calls.unlink("large");
            awaitRoom(calls);
            assertRead(calls, "before", FITS);
            assertRead(calls, "after", FITS);
        }
        node.kill9();
        node.restart();
        try (Actor actor = startActor()) {
            assertRead(new Posix(actor), "before", FITS);
            assertRead(new Posix(actor), "after", FITS);
        }
    }

    /// Objects of a removed file are deleted in the background: tries until the file fits.
    private static void awaitRoom(Posix calls) {
        long end = System.nanoTime() + TIME.toNanos();
        while (true) {
            try {
                write(calls, "after", FITS);
                return;
            } catch (PosixException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                calls.unlink("after");
            }
        }
    }

    private static void write(Posix calls, String name, long length) {
        int file = calls.open(name, Flags.O_RDWR | Flags.O_CREAT, 0644);
        PosixException failure = null;
        try {
            calls.fill(file, 0, length, length);
            calls.fsync(file);
        } catch (PosixException e) {
            failure = e;
        }
        try {
            calls.close(file);
        } catch (PosixException e) {
            failure = e;
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static void assertRead(Posix calls, String name, long length) {
        int file = calls.open(name, Flags.O_RDONLY);
        assertEquals(length, calls.verify(file, 0, length + 1, length), name);
        calls.close(file);
    }

    private static Errno errnoOf(Runnable call) {
        return assertThrows(PosixException.class, call::run).errno();
    }

    private Actor startActor() {
        node.assertMounted();
        return Actor.start(Identity.ROOT, node.mountPoint(), node.scratch(), TIME);
    }
}
