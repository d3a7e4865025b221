// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.conformance;

import static io.tarnfs.testcluster.posix.Errno.EACCES;
import static io.tarnfs.testcluster.posix.Errno.EAGAIN;
import static io.tarnfs.testcluster.posix.Errno.EEXIST;
import static io.tarnfs.testcluster.posix.Errno.ENOENT;
import static io.tarnfs.testcluster.posix.Errno.ENOTDIR;
import static io.tarnfs.testcluster.posix.Errno.ENXIO;
import static io.tarnfs.testcluster.posix.Errno.EPERM;
import static io.tarnfs.testcluster.posix.Errno.ESPIPE;
import static io.tarnfs.testcluster.posix.Flags.LOCK_EX;
import static io.tarnfs.testcluster.posix.Flags.LOCK_NB;
import static io.tarnfs.testcluster.posix.Flags.LOCK_UN;
import static io.tarnfs.testcluster.posix.Flags.O_NONBLOCK;
import static io.tarnfs.testcluster.posix.Flags.O_RDONLY;
import static io.tarnfs.testcluster.posix.Flags.O_WRONLY;
import static io.tarnfs.testcluster.posix.Flags.SEEK_SET;
import static io.tarnfs.testcluster.posix.Flags.S_IFBLK;
import static io.tarnfs.testcluster.posix.Flags.S_IFCHR;
import static io.tarnfs.testcluster.posix.Flags.S_IFIFO;
import static io.tarnfs.testcluster.posix.Flags.S_IFREG;
import static io.tarnfs.testcluster.posix.Flags.S_IFSOCK;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/// mknod(2): fifos, sockets, devices.
final class SpecialFileTest extends ConformanceCase {

    @Test
    void fifoHasItsTypeAndMode() {
        me.mknod("p", S_IFIFO | 0640, 0);
        assertEquals(S_IFIFO, me.stat("p").type());
        assertEquals(0640, me.stat("p").permissions());
    }

    @Test
    void fifoCarriesBytesBetweenProcesses() {
        me.mknod("p", S_IFIFO | 0644, 0);
        int reader = other.open("p", O_RDONLY | O_NONBLOCK);
        int writer = me.open("p", O_WRONLY);
        me.write(writer, new byte[] {1, 2, 3});
        assertArrayEquals(new byte[] {1, 2, 3}, other.read(reader, 10));
        me.close(writer);
        other.close(reader);
    }

    @Test
    void fifoWithoutReaderIsENXIOForANonBlockingWriter() {
        me.mknod("p", S_IFIFO | 0644, 0);
        assertErrno(ENXIO, () -> me.open("p", O_WRONLY | O_NONBLOCK));
    }

    @Test
    void seekOnAFifoIsESPIPE() {
        me.mknod("p", S_IFIFO | 0644, 0);
        int reader = me.open("p", O_RDONLY | O_NONBLOCK);
        assertErrno(ESPIPE, () -> me.lseek(reader, 0, SEEK_SET));
        me.close(reader);
    }

    @Test
    void mknodMakesARegularFile() {
        me.mknod("f", S_IFREG | 0644, 0);
        assertEquals(S_IFREG, me.stat("f").type());
        me.writeFile("f", "x");
        assertEquals("x", me.readText("f"));
    }

    @Test
    void mknodMakesASocketNode() {
        me.mknod("s", S_IFSOCK | 0644, 0);
        assertEquals(S_IFSOCK, me.stat("s").type());
    }

    @Test
    void deviceNodesAreForRootOnly() {
        long device = (7L << 8) | 3;
        if (caller.isRoot()) {
            me.mknod("b", S_IFBLK | 0600, device);
            me.mknod("c", S_IFCHR | 0600, device);
            assertEquals(S_IFBLK, me.stat("b").type());
            assertEquals(7, me.stat("b").device().rdevMajor());
            assertEquals(3, me.stat("b").device().rdevMinor());
            assertEquals(S_IFCHR, me.stat("c").type());
        } else {
            assertErrno(EPERM, () -> me.mknod("b", S_IFBLK | 0600, device));
        }
    }

    @Test
    void mknodOntoAnExistingNameIsEEXIST() {
        me.writeFile("f", "");
        assertErrno(EEXIST, () -> me.mknod("f", S_IFIFO | 0644, 0));
    }

    @Test
    void mknodBelowAMissingDirectoryIsENOENT() {
        assertErrno(ENOENT, () -> me.mknod("missing/p", S_IFIFO | 0644, 0));
    }

    @Test
    void mknodBelowAFileIsENOTDIR() {
        me.writeFile("f", "");
        assertErrno(ENOTDIR, () -> me.mknod("f/p", S_IFIFO | 0644, 0));
    }

    @Test
    void mknodInSomebodyElsesDirectoryIsEACCES() {
        assertErrno(EACCES, () -> other.mknod("p", S_IFIFO | 0644, 0));
    }

    @Test
    void flockExcludesAnotherProcess() {
        me.writeFile("f", "");
        int mine = me.open("f", O_RDONLY);
        int theirs = other.open("f", O_RDONLY);
        me.flock(mine, LOCK_EX);
        assertErrno(EAGAIN, () -> other.flock(theirs, LOCK_EX | LOCK_NB));
        me.flock(mine, LOCK_UN);
        other.flock(theirs, LOCK_EX | LOCK_NB);
        other.close(theirs);
        me.close(mine);
    }
}
