// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.conformance;

import static io.tarnfs.testcluster.posix.Errno.EACCES;
import static io.tarnfs.testcluster.posix.Errno.EEXIST;
import static io.tarnfs.testcluster.posix.Errno.EINVAL;
import static io.tarnfs.testcluster.posix.Errno.ELOOP;
import static io.tarnfs.testcluster.posix.Errno.ENAMETOOLONG;
import static io.tarnfs.testcluster.posix.Errno.ENOENT;
import static io.tarnfs.testcluster.posix.Errno.ENOTDIR;
import static io.tarnfs.testcluster.posix.Errno.EPERM;
import static io.tarnfs.testcluster.posix.Flags.AT_FDCWD;
import static io.tarnfs.testcluster.posix.Flags.AT_SYMLINK_FOLLOW;
import static io.tarnfs.testcluster.posix.Flags.O_RDONLY;
import static io.tarnfs.testcluster.posix.Flags.S_IFLNK;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tarnfs.testcluster.posix.Stat;
import org.junit.jupiter.api.Test;

/// link(2), symlink(2), readlink(2).
final class LinkTest extends ConformanceCase {

    @Test
    void linkedNamesAreOneInode() {
        me.writeFile("f", "x");
        me.link("f", "g");
        assertEquals(me.stat("f").ino(), me.stat("g").ino());
        assertEquals(2, me.stat("f").nlink());
    }

    @Test
    void writeThroughOneLinkIsReadThroughTheOther() {
        me.writeFile("f", "x");
        me.link("f", "g");
        me.writeFile("g", "longer");
        assertEquals("longer", me.readText("f"));
        assertEquals(6, me.stat("f").size());
    }

    @Test
    void linkIntoAnotherDirectoryWorks() {
        me.mkdir("d", 0755);
        me.writeFile("f", "x");
        me.link("f", "d/g");
        me.unlink("f");
        assertEquals("x", me.readText("d/g"));
        assertEquals(1, me.stat("d/g").nlink());
    }

    @Test
    void linkOfADirectoryIsEPERM() {
        me.mkdir("d", 0755);
        assertErrno(EPERM, () -> me.link("d", "e"));
    }

    @Test
    void linkOntoAnExistingNameIsEEXIST() {
        me.writeFile("f", "");
        me.writeFile("g", "");
        assertErrno(EEXIST, () -> me.link("f", "g"));
    }

    @Test
    void linkOfAMissingNameIsENOENT() {
        assertErrno(ENOENT, () -> me.link("missing", "g"));
    }

    @Test
    void linkBelowAFileIsENOTDIR() {
        me.writeFile("f", "");
        assertErrno(ENOTDIR, () -> me.link("f", "f/g"));
    }

    @Test
    void linkWithoutWritePermissionOnTheDirectoryIsEACCES() {
        me.writeFile("f", "");
        me.chmod("f", 0666);
        assertErrno(EACCES, () -> other.link("f", "g"));
    }

    @Test
    void linkToATooLongNameIsENAMETOOLONG() {
        me.writeFile("f", "");
        assertErrno(ENAMETOOLONG, () -> me.link("f", "n".repeat(256)));
    }

    @Test
    void linkOfASymlinkLinksTheSymlink() {
        me.symlink("target", "s");
        me.link("s", "t");
        assertEquals("target", me.readlink("t"));
        assertEquals(2, me.lstat("s").nlink());
    }

    @Test
    void linkThatFollowsASymlinkLinksItsTarget() {
        me.writeFile("f", "x");
        me.symlink("f", "s");
        me.linkat(AT_FDCWD, "s", "g", AT_SYMLINK_FOLLOW);
        assertEquals(me.stat("f").ino(), me.lstat("g").ino());
    }

    @Test
    void linkAdvancesCtimeOfTheFileAndMtimeOfTheDirectory() {
        me.mkdir("d", 0755);
        me.writeFile("f", "");
        assertAdvances(() -> me.stat("f").ctime(), () -> me.link("f", "d/g"));
        assertAdvances(() -> me.stat("d").mtime(), () -> me.link("f", "d/h"));
    }

    @Test
    void linkKeepsMtimeOfTheFile() {
        me.writeFile("f", "");
        assertKeeps(() -> me.stat("f").mtime(), () -> me.link("f", "g"));
    }

    @Test
    void aHundredLinksAreCounted() {
        me.writeFile("f", "");
        for (int i = 1; i < 100; i++) {
            me.link("f", "g" + i);
        }
        assertEquals(100, me.stat("f").nlink());
        for (int i = 1; i < 100; i++) {
            me.unlink("g" + i);
        }
        assertEquals(1, me.stat("f").nlink());
    }

    @Test
    void symlinkIsReadBack() {
        me.symlink("some/where", "s");
        assertEquals("some/where", me.readlink("s"));
        assertEquals(S_IFLNK, me.lstat("s").type());
        assertEquals(10, me.lstat("s").size());
    }

    @Test
    void symlinkIsFollowed() {
        me.mkdir("d", 0755);
        me.writeFile("d/f", "x");
        me.symlink("d", "s");
        assertEquals("x", me.readText("s/f"));
    }

    @Test
    void symlinkOfFourThousandBytesIsReadBack() {
        String target = "x".repeat(4094);
        me.symlink(target, "s");
        assertEquals(target, me.readlink("s"));
    }

    @Test
    void symlinkLongerThanAPathIsENAMETOOLONG() {
        assertErrno(ENAMETOOLONG, () -> me.symlink("x".repeat(4096), "s"));
    }

    @Test
    void symlinkWithAnEmptyTargetIsENOENT() {
        assertErrno(ENOENT, () -> me.symlink("", "s"));
    }

    @Test
    void symlinkOntoAnExistingNameIsEEXIST() {
        me.writeFile("f", "");
        assertErrno(EEXIST, () -> me.symlink("x", "f"));
    }

    @Test
    void symlinkInSomebodyElsesDirectoryIsEACCES() {
        assertErrno(EACCES, () -> other.symlink("x", "s"));
    }

    @Test
    void symlinkTargetMayHoldAnyByte() {
        String target = "a\nb\u00ff\u0001 c";
        me.symlink(target, "s");
        assertEquals(target, me.readlink("s"));
    }

    @Test
    void symlinkLoopIsELOOP() {
        me.symlink("b", "a");
        me.symlink("a", "b");
        assertErrno(ELOOP, () -> me.stat("a"));
        assertErrno(ELOOP, () -> me.open("a", O_RDONLY));
    }

    @Test
    void danglingSymlinkIsENOENTWhenFollowed() {
        me.symlink("nowhere", "s");
        assertErrno(ENOENT, () -> me.stat("s"));
        assertEquals(S_IFLNK, me.lstat("s").type());
    }

    @Test
    void readlinkOfAFileIsEINVAL() {
        me.writeFile("f", "");
        assertErrno(EINVAL, () -> me.readlink("f"));
    }

    @Test
    void readlinkOfAMissingNameIsENOENT() {
        assertErrno(ENOENT, () -> me.readlink("missing"));
    }

    @Test
    void symlinkBelongsToItsCreatorAndHasAllPermissions() {
        me.symlink("x", "s");
        assertEquals(new Stat.Owner(caller.uid(), caller.gid()), me.lstat("s").owner());
        assertEquals(0777, me.lstat("s").permissions());
    }
}
