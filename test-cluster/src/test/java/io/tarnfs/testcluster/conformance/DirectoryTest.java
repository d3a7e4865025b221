// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.conformance;

import static io.tarnfs.testcluster.posix.Errno.EACCES;
import static io.tarnfs.testcluster.posix.Errno.EEXIST;
import static io.tarnfs.testcluster.posix.Errno.EINVAL;
import static io.tarnfs.testcluster.posix.Errno.EISDIR;
import static io.tarnfs.testcluster.posix.Errno.ENAMETOOLONG;
import static io.tarnfs.testcluster.posix.Errno.ENOENT;
import static io.tarnfs.testcluster.posix.Errno.ENOTDIR;
import static io.tarnfs.testcluster.posix.Errno.ENOTEMPTY;
import static io.tarnfs.testcluster.posix.Errno.EPERM;
import static io.tarnfs.testcluster.posix.Flags.AT_REMOVEDIR;
import static io.tarnfs.testcluster.posix.Flags.O_CREAT;
import static io.tarnfs.testcluster.posix.Flags.O_DIRECTORY;
import static io.tarnfs.testcluster.posix.Flags.O_RDONLY;
import static io.tarnfs.testcluster.posix.Flags.O_WRONLY;
import static io.tarnfs.testcluster.posix.Flags.S_IFIFO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.testcluster.actor.Identity;
import io.tarnfs.testcluster.posix.Stat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// mkdir(2), rmdir(2) and the link counts of directories.
final class DirectoryTest extends ConformanceCase {

    @Test
    void newDirectoryIsEmptyAndHasTwoLinks() {
        me.mkdir("d", 0755);
        Stat stat = me.stat("d");
        assertTrue(stat.isDirectory());
        assertEquals(2, stat.nlink());
        assertEquals(List.of(), me.names("d"));
    }

    @Test
    void newDirectoryBelongsToItsCreatorAndObeysTheUmask() {
        me.umask(027);
        me.mkdir("d", 0777);
        assertEquals(new Stat.Owner(caller.uid(), caller.gid()), me.stat("d").owner());
        assertEquals(0750, me.stat("d").permissions());
    }

    @Test
    void eachSubdirectoryAddsALinkToItsParent() {
        me.mkdir("d", 0755);
        me.mkdir("d/a", 0755);
        me.mkdir("d/b", 0755);
        assertEquals(4, me.stat("d").nlink());
        me.rmdir("d/a");
        assertEquals(3, me.stat("d").nlink());
    }

    @Test
    void mkdirOntoAnExistingNameIsEEXIST() {
        me.writeFile("f", "");
        me.mkdir("d", 0755);
        me.symlink("nowhere", "s");
        assertErrno(EEXIST, () -> me.mkdir("f", 0755));
        assertErrno(EEXIST, () -> me.mkdir("d", 0755));
        assertErrno(EEXIST, () -> me.mkdir("s", 0755));
    }

    @Test
    void mkdirBelowAMissingDirectoryIsENOENT() {
        assertErrno(ENOENT, () -> me.mkdir("missing/d", 0755));
    }

    @Test
    void mkdirBelowAFileIsENOTDIR() {
        me.writeFile("f", "");
        assertErrno(ENOTDIR, () -> me.mkdir("f/d", 0755));
    }

    @Test
    void mkdirInSomebodyElsesDirectoryIsEACCES() {
        assertErrno(EACCES, () -> other.mkdir("d", 0755));
    }

    @Test
    void mkdirOfATooLongNameIsENAMETOOLONG() {
        assertErrno(ENAMETOOLONG, () -> me.mkdir("n".repeat(256), 0755));
    }

    @Test
    void mkdirAdvancesTheTimesOfTheParent() {
        me.mkdir("d", 0755);
        assertAdvances(() -> me.stat("d").mtime(), () -> me.mkdir("d/a", 0755));
        assertAdvances(() -> me.stat("d").ctime(), () -> me.mkdir("d/b", 0755));
    }

    @Test
    void rmdirRemovesAnEmptyDirectory() {
        me.mkdir("d", 0755);
        me.rmdir("d");
        assertErrno(ENOENT, () -> me.stat("d"));
    }

    @Test
    void rmdirOfANonEmptyDirectoryIsENOTEMPTY() {
        me.mkdir("d", 0755);
        me.writeFile("d/f", "");
        assertErrno(ENOTEMPTY, () -> me.rmdir("d"));
        me.unlink("d/f");
        me.rmdir("d");
    }

    @Test
    void rmdirOfAFileIsENOTDIR() {
        me.writeFile("f", "");
        assertErrno(ENOTDIR, () -> me.rmdir("f"));
    }

    @Test
    void rmdirOfASymlinkToADirectoryIsENOTDIR() {
        me.mkdir("d", 0755);
        me.symlink("d", "s");
        assertErrno(ENOTDIR, () -> me.rmdir("s"));
    }

    @Test
    void rmdirOfAMissingNameIsENOENT() {
        assertErrno(ENOENT, () -> me.rmdir("missing"));
    }

    @Test
    void rmdirOfDotIsEINVAL() {
        me.mkdir("d", 0755);
        assertErrno(EINVAL, () -> me.rmdir("d/."));
    }

    @Test
    void rmdirOfDotDotIsENOTEMPTY() {
        me.mkdir("d", 0755);
        assertErrno(ENOTEMPTY, () -> me.rmdir("d/.."));
    }

    @Test
    void rmdirInSomebodyElsesDirectoryIsEACCES() {
        me.mkdir("d", 0777);
        assertErrno(EACCES, () -> other.rmdir("d"));
    }

    @Test
    void rmdirThroughADescriptorNeedsItsFlag() {
        me.mkdir("d", 0755);
        int here = me.open(".", O_RDONLY | O_DIRECTORY);
        assertErrno(EISDIR, () -> me.unlinkat(here, "d", 0));
        me.unlinkat(here, "d", AT_REMOVEDIR);
        assertEquals(List.of(), me.names("."));
        me.close(here);
    }

    @Test
    void removedOpenDirectoryTakesNoNewNames() {
        me.mkdir("d", 0755);
        int directory = me.open("d", O_RDONLY | O_DIRECTORY);
        me.rmdir("d");
        assertErrno(ENOENT, () -> me.openat(directory, "f", O_WRONLY | O_CREAT, 0644));
        assertEquals(0, me.fstat(directory).nlink());
        me.close(directory);
    }

    @Test
    void directoriesNestAHundredDeep() {
        for (int depth = 0; depth < 100; depth++) {
            me.mkdir("d", 0755);
            me.chdir("d");
        }
        me.writeFile("f", "deep");
        for (int depth = 0; depth < 100; depth++) {
            me.chdir("..");
        }
        assertEquals("deep", me.readText("d/".repeat(100) + "f"));
    }

    @Test
    void setgidDirectoryGivesItsGroupToNewFiles() {
        root.chown(".", caller.uid(), Identity.SHARED_GROUP);
        root.chmod(".", 02775);
        me.writeFile("f", "");
        assertEquals(Identity.SHARED_GROUP, me.stat("f").owner().gid());
        assertEquals(0644, me.stat("f").permissions());
    }

    /// S9: "A new inode in a directory with the set-group-ID bit takes the directory's group, and a new
    /// directory the bit as well."
    @Test
    void setgidDirectoryGivesItsGroupAndItsBitToNewDirectories() {
        root.chown(".", caller.uid(), Identity.SHARED_GROUP);
        root.chmod(".", 02775);
        me.mkdir("d", 0755);
        assertEquals(Identity.SHARED_GROUP, me.stat("d").owner().gid());
        assertEquals(02755, me.stat("d").permissions());
    }

    @Test
    void setgidDirectoryGivesItsGroupToSymlinksAndFifos() {
        root.chown(".", caller.uid(), Identity.SHARED_GROUP);
        root.chmod(".", 02775);
        me.symlink("x", "s");
        me.mknod("p", S_IFIFO | 0644, 0);
        assertEquals(Identity.SHARED_GROUP, me.lstat("s").owner().gid());
        assertEquals(Identity.SHARED_GROUP, me.stat("p").owner().gid());
    }

    @Test
    void stickyDirectoryLetsOnlyOwnersDelete() {
        root.chmod(".", 01777);
        me.writeFile("mine", "");
        other.writeFile("theirs", "");
        assertErrno(EPERM, () -> other.unlink("mine"));
        assertErrno(EPERM, () -> other.rename("mine", "taken"));
        other.unlink("theirs");
    }

    @Test
    void stickyDirectoryLetsOnlyOwnersReplaceByRename() {
        root.chmod(".", 01777);
        me.writeFile("mine", "");
        other.writeFile("theirs", "");
        assertErrno(EPERM, () -> other.rename("theirs", "mine"));
    }

    @Test
    void stickyDirectoryLetsItsOwnerDeleteAnything() {
        root.chmod(".", 01777);
        other.writeFile("theirs", "");
        me.unlink("theirs");
        assertEquals(List.of(), me.names("."));
    }

    @Test
    void directoryWithoutSearchPermissionHidesItsNames() {
        me.mkdir("d", 0744);
        me.writeFile("d/f", "");
        assertErrno(EACCES, () -> other.stat("d/f"));
        assertEquals(List.of("f"), other.names("d"));
    }

    @Test
    void directoryWithoutReadPermissionCannotBeListed() {
        me.mkdir("d", 0711);
        me.writeFile("d/f", "x");
        assertErrno(EACCES, () -> other.open("d", O_RDONLY));
        assertEquals("x", other.readText("d/f"));
    }
}
