// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.conformance;

import static io.tarnfs.testcluster.posix.Errno.EACCES;
import static io.tarnfs.testcluster.posix.Errno.EISDIR;
import static io.tarnfs.testcluster.posix.Errno.ENOENT;
import static io.tarnfs.testcluster.posix.Errno.ENOTDIR;
import static io.tarnfs.testcluster.posix.Flags.O_CREAT;
import static io.tarnfs.testcluster.posix.Flags.O_RDWR;
import static io.tarnfs.testcluster.posix.Flags.O_WRONLY;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/// unlink(2) and files without a name.
final class UnlinkTest extends ConformanceCase {

    @Test
    void unlinkedNameIsGone() {
        me.writeFile("f", "x");
        me.unlink("f");
        assertErrno(ENOENT, () -> me.stat("f"));
        assertEquals(List.of(), me.names("."));
    }

    /// S4: "A file whose last name was removed stays readable and writable until its last descriptor is closed;
    /// its space is freed afterwards, also when the node was killed in between."
    @Test
    void unlinkedFileLivesWhileItIsOpen() {
        int file = me.open("f", O_RDWR | O_CREAT, 0644);
        me.write(file, new byte[] {1, 2, 3});
        me.unlink("f");
        assertArrayEquals(new byte[] {1, 2, 3}, me.pread(file, 10, 0));
        me.pwrite(file, new byte[] {9}, 5000);
        assertEquals(5001, me.fstat(file).size());
        me.ftruncate(file, 2);
        assertArrayEquals(new byte[] {1, 2}, me.pread(file, 10, 0));
        me.close(file);
    }

    @Test
    void unlinkedOpenFileHasNoLinks() {
        int file = me.open("f", O_RDWR | O_CREAT, 0644);
        me.unlink("f");
        assertEquals(0, me.fstat(file).nlink());
        me.close(file);
    }

    @Test
    void unlinkedOpenFileCanBeChangedAndSynced() {
        int file = me.open("f", O_RDWR | O_CREAT, 0644);
        me.unlink("f");
        me.fchmod(file, 0600);
        assertEquals(0600, me.fstat(file).permissions());
        me.fill(file, 0, 1 << 20, 1);
        me.fsync(file);
        assertEquals(1 << 20, me.verify(file, 0, 1 << 20, 1));
        me.close(file);
    }

    /// S6: "Inode numbers are never used again."
    @Test
    void nameOfAnUnlinkedOpenFileCanBeTakenAgain() {
        int old = me.open("f", O_RDWR | O_CREAT, 0644);
        me.write(old, new byte[] {1});
        me.unlink("f");
        me.writeFile("f", "new");
        assertArrayEquals(new byte[] {1}, me.pread(old, 10, 0));
        assertEquals("new", me.readText("f"));
        assertNotEquals(me.fstat(old).ino(), me.stat("f").ino());
        me.close(old);
    }

    @Test
    void unlinkOfAMissingNameIsENOENT() {
        assertErrno(ENOENT, () -> me.unlink("missing"));
    }

    @Test
    void unlinkOfADirectoryIsEISDIR() {
        me.mkdir("d", 0755);
        assertErrno(EISDIR, () -> me.unlink("d"));
    }

    @Test
    void unlinkBelowAFileIsENOTDIR() {
        me.writeFile("f", "");
        assertErrno(ENOTDIR, () -> me.unlink("f/g"));
    }

    @Test
    void unlinkWithoutWritePermissionOnTheDirectoryIsEACCES() {
        me.writeFile("f", "");
        me.chmod("f", 0666);
        assertErrno(EACCES, () -> other.unlink("f"));
    }

    @Test
    void unlinkNeedsNoPermissionOnTheFileItself() {
        me.close(me.open("f", O_WRONLY | O_CREAT, 0));
        me.unlink("f");
        assertEquals(List.of(), me.names("."));
    }

    @Test
    void unlinkRemovesASymlinkAndKeepsItsTarget() {
        me.writeFile("f", "x");
        me.symlink("f", "s");
        me.unlink("s");
        assertEquals(List.of("f"), me.names("."));
    }

    @Test
    void unlinkAdvancesTheTimesOfTheDirectory() {
        me.mkdir("d", 0755);
        me.writeFile("d/f", "");
        me.writeFile("d/g", "");
        assertAdvances(() -> me.stat("d").mtime(), () -> me.unlink("d/f"));
        assertAdvances(() -> me.stat("d").ctime(), () -> me.unlink("d/g"));
    }

    @Test
    void unlinkAdvancesCtimeOfAFileWithAnotherLink() {
        me.writeFile("f", "");
        me.link("f", "g");
        assertAdvances(() -> me.stat("g").ctime(), () -> me.unlink("f"));
    }
}
