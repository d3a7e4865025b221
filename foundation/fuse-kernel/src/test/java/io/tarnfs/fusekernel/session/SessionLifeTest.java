// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.fusekernel.memory.MemoryFileSystem;
import io.tarnfs.fusekernel.protocol.Opcode;
import io.tarnfs.linux.errno.Errno;
import io.tarnfs.linux.errno.SyscallException;
import io.tarnfs.linux.mounts.MountTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

/// How a session waits, is interrupted, and ends.
@Tag("mount")
@Timeout(120)
@DisabledIfEnvironmentVariable(named = "TARN_SKIP_MOUNT_TESTS", matches = "1")
final class SessionLifeTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private MountFixture mount;
    private Shell shell;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        mount = MountFixture.mount(false);
        shell = mount.shell;
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        mount.end();
    }

    private Shell.Running startHolding() throws IOException, InterruptedException {
        shell.check("echo content >$M/held");
        Shell.Running holder = shell.start(
                "sh", "-euc", "exec 3<$M/held 4>$M/other; echo holding; read line <$S/go; cat <&3; echo more >&4");
        return holder;
    }

    /// Through the page cache the kernel may read ahead in the background: it then lets the killed process go at
    /// once and sends no INTERRUPT. With direct I/O the process stays until its request is answered.
    @Test
    void killingTheReaderOfASlowFileInterruptsItsRequest() throws Exception {
        killReaderOf("slow-forever-direct");
        assertEquals(1, mount.fs.interrupted.sum());
        assertTrue(mount.session.counters().of(Opcode.INTERRUPT) >= 1);
        assertEquals(1, mount.session.counters().readingThread().interrupts());
    }

    @Test
    void theReaderOfASlowFileInThePageCacheCanBeKilled() throws Exception {
        killReaderOf("slow-forever");
    }

    private void killReaderOf(String name) throws IOException, InterruptedException {
        shell.check("echo x >$M/" + name);
        Shell.Running reader = shell.start("cat", mount.mountPoint.resolve(name).toString());
        assertTrue(mount.fs.waitsForever.await(60, TimeUnit.SECONDS));
        reader.process().destroyForcibly();
        assertTrue(reader.process().waitFor(60, TimeUnit.SECONDS));
    }

    @Test
    void aSignalMakesASlowReadFailWithEintr() throws Exception {
        shell.check("echo x >$M/slow-forever-direct");
        assertEquals("EINTR\n", shell.python("""
                        import signal
                        def give_up(n, f):
                            raise InterruptedError(errno.EINTR, 'signal')
                        signal.signal(signal.SIGALRM, give_up)
                        fd = os.open(m + '/slow-forever-direct', os.O_RDONLY)
                        signal.alarm(1)
                        try:
                            os.read(fd, 10)
                        except InterruptedError as e:
                            print(errno.errorcode[e.errno])
                        signal.alarm(0)
                        """));
        assertEquals(1, mount.fs.interrupted.sum());
    }

    @Test
    void otherRequestsAreServedWhileSomeWait() throws Exception {
        shell.check("echo x >$M/slow-forever-direct && echo y >$M/quick");
        Shell.Running[] waiting = new Shell.Running[20];
        for (int index = 0; index < waiting.length; index++) {
            waiting[index] = shell.start(
                    "cat", mount.mountPoint.resolve("slow-forever-direct").toString());
        }
        assertTrue(mount.fs.waitsForever.await(60, TimeUnit.SECONDS));
        assertEquals("y\n", shell.check("cat $M/quick && mkdir $M/d && rmdir $M/d"));
        for (Shell.Running one : waiting) {
            one.process().destroyForcibly();
            assertTrue(one.process().waitFor(60, TimeUnit.SECONDS));
        }
        assertTrue(mount.session.counters().readingThread().hops() >= 1);
    }

    @Test
    void moreWaitingCallsThanBuffersDoNotKeepOthersFromBeingServed() throws Exception {
        int many = ExchangePool.SMALL_MAX + 100;
        shell.check("echo x >$M/slow-forever-direct && echo y >$M/quick");
        Shell.Running waiting = shell.start("python3", "-c", """
                import os, threading
                fd = os.open(os.environ['M'] + '/slow-forever-direct', os.O_RDONLY)
                threading.stack_size(65536)
                for i in range(%d):
                    threading.Thread(target=os.pread, args=(fd, 1, 0)).start()
                print('started', flush=True)
                """.formatted(many));
        waiting.awaitLine("started");
        while (mount.session.counters().of(Opcode.READ) < many) {
            assertTrue(!waiting.process().waitFor(5, TimeUnit.MILLISECONDS), waiting.text());
        }
        assertEquals("y\n", shell.check("cat $M/quick && mkdir $M/d && rmdir $M/d && ls $M >/dev/null"));
        assertTrue(mount.session.counters().readingThread().overflows() > 0);
        waiting.process().destroyForcibly();
        assertTrue(waiting.process().waitFor(60, TimeUnit.SECONDS));
        while (mount.fs.interrupted.sum() < many) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aHandlerThatThrowsGivesEioAndTheSessionGoesOn() throws Exception {
        shell.check("echo x >$M/broken && echo y >$M/fine");
        Shell.Result result = shell.run("cat $M/broken");
        assertNotEquals(0, result.exit());
        assertTrue(result.output().contains("Input/output error"), result.output());
        assertEquals("y\n", shell.check("cat $M/fine"));
        assertTrue(mount.session.counters().trouble().defects() >= 1);
    }

    @Test
    void unmountingFromOutsideEndsTheSession() throws Exception {
        shell.check("echo x >$M/f && umount $M");
        assertEquals(SessionEnd.UNMOUNTED, mount.session.awaitEnd(LONG).orElseThrow());
        assertEquals(SessionEnd.UNMOUNTED, mount.session.unmount(Duration.ZERO));
    }

    @Test
    void anIdleFileSystemIsUnmountedAtOnce() throws Exception {
        shell.check("echo x >$M/f");
        assertEquals(SessionEnd.UNMOUNTED, mount.session.unmount(LONG));
        assertEquals(Optional.empty(), mount.mounted());
    }

    @Test
    void aFileSystemInUseIsLeftAloneByUnmountIfIdle() throws Exception {
        shell.check("mkfifo $S/go");
        Shell.Running holder = startHolding();
        holder.awaitLine("holding");
        assertFalse(mount.session.unmountIfIdle());
        assertTrue(mount.mounted().isPresent());
        shell.check("echo go >$S/go");
        assertEquals(0, holder.await().exit());
        assertTrue(mount.session.unmountIfIdle());
        assertEquals(SessionEnd.UNMOUNTED, mount.session.awaitEnd(LONG).orElseThrow());
    }

    @Test
    void aFileSystemInUseIsDetachedAndServedUntilItsLastUserIsGone() throws Exception {
        shell.check("mkfifo $S/go");
        Shell.Running holder = startHolding();
        holder.awaitLine("holding");
        Thread unmounting = Thread.ofPlatform().start(() -> {
            try {
                mount.session.unmount(LONG);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        while (mount.mounted().isPresent()) {
            unmounting.join(5);
            assertTrue(unmounting.isAlive() || mount.mounted().isEmpty());
        }
        assertEquals(Optional.empty(), mount.session.awaitEnd(Duration.ofMillis(50)));
        long writes = mount.session.counters().of(Opcode.WRITE);
        shell.check("echo go >$S/go");
        Shell.Result result = holder.await();
        assertEquals(0, result.exit(), result.output());
        assertTrue(result.output().contains("content"), result.output());
        assertEquals(writes + 1, mount.session.counters().of(Opcode.WRITE));
        assertEquals(SessionEnd.UNMOUNTED, mount.session.awaitEnd(LONG).orElseThrow());
        unmounting.join();
    }

    @Test
    void whenTheGraceHasPassedTheUsersGetErrors() throws Exception {
        shell.check("mkfifo $S/go");
        Shell.Running holder = startHolding();
        holder.awaitLine("holding");
        assertEquals(SessionEnd.STOPPED, mount.session.unmount(Duration.ofMillis(100)));
        assertEquals(Optional.empty(), mount.mounted());
        shell.check("echo go >$S/go");
        assertNotEquals(0, holder.await().exit());
    }

    @Test
    void stoppingInterruptsWhatStillWaits() throws Exception {
        shell.check("echo x >$M/slow-forever");
        Shell.Running reader =
                shell.start("cat", mount.mountPoint.resolve("slow-forever").toString());
        assertTrue(mount.fs.waitsForever.await(60, TimeUnit.SECONDS));
        assertEquals(SessionEnd.STOPPED, mount.session.unmount(Duration.ofMillis(100)));
        assertNotEquals(0, reader.await().exit());
        assertEquals(1, mount.fs.interrupted.sum());
    }

    @Test
    void aConnectionCutFromOutsideEndsTheSession() throws Exception {
        shell.check("echo x >$M/slow-forever");
        Shell.Running reader =
                shell.start("cat", mount.mountPoint.resolve("slow-forever").toString());
        assertTrue(mount.fs.waitsForever.await(60, TimeUnit.SECONDS));
        int connection = mount.session.mount().device().minor();
        shell.check("unshare -m sh -euc 'mount -t fusectl none /sys/fs/fuse/connections; "
                + "echo 1 >/sys/fs/fuse/connections/" + connection + "/abort'");
        assertEquals(SessionEnd.ABORTED, mount.session.awaitEnd(LONG).orElseThrow());
        assertNotEquals(0, reader.await().exit());
        shell.check("umount $M");
    }

    @Test
    void aMountCoveredByAnotherIsNotTakenForOurs() throws Exception {
        shell.check("mount -t tmpfs none $M");
        assertFalse(mount.session.unmountIfIdle());
        assertEquals("tmpfs", mount.mounted().orElseThrow().fileSystem().type());
        shell.check("umount $M");
        assertTrue(mount.session.unmountIfIdle());
    }

    @Test
    void aReadOnlyMountRefusesChanges() throws Exception {
        MountFixture readOnly = MountFixture.mount(false, options -> options.withReadOnly(true));
        try {
            Shell.Result result = readOnly.shell.run("touch $M/f");
            assertTrue(result.output().contains("Read-only file system"), result.output());
        } finally {
            readOnly.end();
        }
    }

    @Test
    void aHandlerThatKeepsAclsGetsThem() throws Exception {
        MountFixture withAcls = MountFixture.mount(false, options -> options.withPosixAcl(true));
        try {
            assertTrue(withAcls.session.capabilities().posixAcl());
            withAcls.shell.python("""
                    p = m + '/f'
                    open(p, 'w').close()
                    os.setxattr(p, 'user.a', b'value')
                    assert os.getxattr(p, 'user.a') == b'value'
                    acl = bytes.fromhex('02000000 01000600ffffffff 02000400e9030000'
                        '04000400ffffffff 10000400ffffffff 20000000ffffffff')
                    os.setxattr(p, 'system.posix_acl_access', acl)
                    assert os.getxattr(p, 'system.posix_acl_access') == acl
                    """);
        } finally {
            withAcls.end();
        }
    }

    @Test
    void oneReaderIsEnough() throws Exception {
        MountFixture single = MountFixture.mount(false, options -> options.withReaders(1));
        try {
            single.shell.check("echo x >$M/slow && cat $M/slow && dd if=/dev/zero of=$M/z bs=1M count=8 && ls -l $M");
        } finally {
            single.end();
        }
    }

    @Test
    void readAheadIsOneMebibyte() throws Exception {
        Path setting = Path.of("/sys/class/bdi", mount.session.mount().device().toString(), "read_ahead_kb");
        assertEquals("1024", Files.readString(setting).strip());
        shell.check("dd if=/dev/zero of=$M/z bs=1M count=16");
        long before = mount.session.counters().of(Opcode.READ);
        shell.python("""
                fd = os.open(m + '/z', os.O_RDONLY)
                os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
                while os.read(fd, 65536):
                    pass
                """);
        long reads = mount.session.counters().of(Opcode.READ) - before;
        assertTrue(reads >= 16 && reads <= 24, "reads=" + reads);
    }

    @Test
    void everythingThatIsWantedIsAgreedOnWithThisKernel() {
        assertTrue(mount.session.capabilities().minor() >= 31);
        assertFalse(mount.session.capabilities().posixAcl());
    }

    @Test
    void mountingOnWhatIsNotThereFailsAndLeavesNothing() throws Exception {
        Path missing = mount.scratch.resolve("missing").toAbsolutePath();
        assertThrows(
                NoSuchFileException.class,
                () -> FuseSession.mount(
                        MountOptions.of(missing, "x", MountFixture.TYPE),
                        new MemoryFileSystem(MountFixture.clock(), false)));
    }

    @Test
    void mountingOnAFileIsATypedErrorAndLeavesNothing() throws Exception {
        Path file = Files.createFile(mount.scratch.resolve("file")).toAbsolutePath();
        SyscallException failed = assertThrows(
                SyscallException.class,
                () -> FuseSession.mount(
                        MountOptions.of(file, "x", MountFixture.TYPE),
                        new MemoryFileSystem(MountFixture.clock(), false)));
        assertEquals(Errno.ENOTDIR, failed.errno());
        assertEquals(Optional.empty(), MountTable.read().at(file));
    }

    @Test
    void mountsOneAfterTheOtherLeakNeitherDescriptorsNorThreads() throws Exception {
        for (int round = 0; round < 4; round++) {
            MountFixture one = MountFixture.mount(true);
            one.shell.check("echo x >$M/f && cat $M/f");
            one.end();
            assertEquals(3, fuseDescriptors());
        }
        // The thread that ended a session needs a moment to leave; the three of the mount at hand stay.
        while (readerThreads() > 3) {
            Thread.onSpinWait();
        }
        assertEquals(3, readerThreads());
    }

    private static int readerThreads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("-reader-"))
                .count();
    }

    private static int fuseDescriptors() throws IOException {
        try (Stream<Path> shown = Files.list(Path.of("/proc/self/fd"))) {
            return (int) shown.filter(SessionLifeTest::isFuse).count();
        }
    }

    /// Another thread may have closed the descriptor since it was listed; it is none of ours then.
    private static boolean isFuse(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).equals(Path.of("/dev/fuse"));
        } catch (IOException e) {
            return false;
        }
    }
}
