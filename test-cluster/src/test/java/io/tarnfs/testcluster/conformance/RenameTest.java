// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.conformance;

import static io.tarnfs.testcluster.posix.Errno.EACCES;
import static io.tarnfs.testcluster.posix.Errno.EBUSY;
import static io.tarnfs.testcluster.posix.Errno.EEXIST;
import static io.tarnfs.testcluster.posix.Errno.EINVAL;
import static io.tarnfs.testcluster.posix.Errno.EISDIR;
import static io.tarnfs.testcluster.posix.Errno.ENAMETOOLONG;
import static io.tarnfs.testcluster.posix.Errno.ENOENT;
import static io.tarnfs.testcluster.posix.Errno.ENOTDIR;
import static io.tarnfs.testcluster.posix.Errno.ENOTEMPTY;
import static io.tarnfs.testcluster.posix.Flags.O_CREAT;
import static io.tarnfs.testcluster.posix.Flags.O_RDONLY;
import static io.tarnfs.testcluster.posix.Flags.O_RDWR;
import static io.tarnfs.testcluster.posix.Flags.RENAME_EXCHANGE;
import static io.tarnfs.testcluster.posix.Flags.RENAME_NOREPLACE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tarnfs.testcluster.posix.Time;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// rename(2) and renameat2(2).
final class RenameTest extends ConformanceCase {

    @Test
    void renameMovesTheNameAndKeepsTheInode() {
        me.writeFile("a", "x");
        long ino = me.stat("a").ino();
        me.rename("a", "b");
        assertErrno(ENOENT, () -> me.stat("a"));
        assertEquals(ino, me.stat("b").ino());
        assertEquals("x", me.readText("b"));
    }

    @Test
    void renameOverAFileReplacesIt() {
        me.writeFile("a", "new");
        me.writeFile("b", "old");
        me.rename("a", "b");
        assertEquals("new", me.readText("b"));
        assertEquals(List.of("b"), me.names("."));
    }

    @Test
    void renameOverAnOpenFileKeepsItReadable() {
        me.writeFile("a", "new");
        me.writeFile("b", "old");
        int file = me.open("b", O_RDONLY);
        me.rename("a", "b");
        assertArrayEquals(new byte[] {'o', 'l', 'd'}, me.pread(file, 10, 0));
        assertEquals(0, me.fstat(file).nlink());
        me.close(file);
    }

    @Test
    void renameOverAnEmptyDirectoryReplacesIt() {
        me.mkdir("a", 0755);
        me.writeFile("a/f", "x");
        me.mkdir("b", 0755);
        me.rename("a", "b");
        assertEquals("x", me.readText("b/f"));
        assertEquals(List.of("b"), me.names("."));
    }

    @Test
    void renameOverNonEmptyDirectoryIsENOTEMPTY() {
        me.mkdir("a", 0755);
        me.mkdir("b", 0755);
        me.writeFile("b/f", "");
        assertErrno(ENOTEMPTY, () -> me.rename("a", "b"));
    }

    @Test
    void renameIntoItsOwnChildIsEINVAL() {
        me.mkdir("a", 0755);
        me.mkdir("a/b", 0755);
        assertErrno(EINVAL, () -> me.rename("a", "a/b/c"));
        assertErrno(EINVAL, () -> me.rename("a", "a/c"));
    }

    @Test
    void renameOverItsOwnAncestorIsENOTEMPTY() {
        me.mkdir("a", 0755);
        me.mkdir("a/b", 0755);
        me.mkdir("a/b/c", 0755);
        assertErrno(ENOTEMPTY, () -> me.rename("a/b/c", "a"));
    }

    @Test
    void renameOfAFileOverADirectoryIsEISDIR() {
        me.writeFile("a", "");
        me.mkdir("b", 0755);
        assertErrno(EISDIR, () -> me.rename("a", "b"));
    }

    @Test
    void renameOfADirectoryOverAFileIsENOTDIR() {
        me.mkdir("a", 0755);
        me.writeFile("b", "");
        assertErrno(ENOTDIR, () -> me.rename("a", "b"));
    }

    @Test
    void renameOfAMissingNameIsENOENT() {
        assertErrno(ENOENT, () -> me.rename("missing", "b"));
    }

    @Test
    void renameIntoAMissingDirectoryIsENOENT() {
        me.writeFile("a", "");
        assertErrno(ENOENT, () -> me.rename("a", "missing/b"));
    }

    @Test
    void renameBelowAFileIsENOTDIR() {
        me.writeFile("a", "");
        me.writeFile("b", "");
        assertErrno(ENOTDIR, () -> me.rename("a", "b/c"));
    }

    @Test
    void renameOfDotIsEBUSY() {
        assertErrno(EBUSY, () -> me.rename(".", "b"));
    }

    @Test
    void renameToATooLongNameIsENAMETOOLONG() {
        me.writeFile("a", "");
        assertErrno(ENAMETOOLONG, () -> me.rename("a", "n".repeat(256)));
    }

    @Test
    void renameToItselfDoesNothing() {
        me.writeFile("a", "x");
        me.rename("a", "a");
        assertEquals("x", me.readText("a"));
    }

    @Test
    void renameOntoAnotherLinkOfTheSameFileDoesNothing() {
        me.writeFile("a", "x");
        me.link("a", "b");
        me.rename("a", "b");
        assertEquals(Set.of("a", "b"), Set.copyOf(me.names(".")));
        assertEquals(2, me.stat("a").nlink());
    }

    @Test
    void renameOfASymlinkMovesTheLinkItself() {
        me.symlink("target", "a");
        me.rename("a", "b");
        assertEquals("target", me.readlink("b"));
    }

    @Test
    void renameOfADirectoryToAnotherParentMovesItsDotDot() {
        me.mkdir("a", 0755);
        me.mkdir("a/d", 0755);
        me.mkdir("b", 0755);
        me.rename("a/d", "b/d");
        assertEquals(me.stat("b").ino(), me.stat("b/d/..").ino());
        assertEquals(2, me.stat("a").nlink());
        assertEquals(3, me.stat("b").nlink());
    }

    @Test
    void renameOfADirectoryCarriesItsWholeTree() {
        me.mkdir("a", 0755);
        me.mkdir("a/b", 0755);
        me.writeFile("a/b/f", "deep");
        me.rename("a", "z");
        assertEquals("deep", me.readText("z/b/f"));
    }

    @Test
    void renameAdvancesTheTimesOfBothDirectories() {
        me.mkdir("a", 0755);
        me.mkdir("b", 0755);
        me.writeFile("a/f", "");
        me.writeFile("a/g", "");
        assertAdvances(() -> me.stat("a").mtime(), () -> me.rename("a/f", "b/f"));
        assertAdvances(() -> me.stat("b").mtime(), () -> me.rename("a/g", "b/g"));
    }

    @Test
    void renameAdvancesCtimeOfTheRenamedFile() {
        me.writeFile("a", "");
        long[] names = {0};
        assertAdvances(() -> me.stat(names[0] == 0 ? "a" : "b").ctime(), () -> {
            me.rename("a", "b");
            names[0] = 1;
        });
    }

    @Test
    void renameKeepsMtimeOfTheRenamedFile() {
        me.writeFile("a", "");
        Time before = me.stat("a").mtime();
        awaitLater(before);
        me.rename("a", "b");
        assertEquals(before, me.stat("b").mtime());
    }

    @Test
    void renameOutOfSomebodyElsesDirectoryIsEACCES() {
        me.writeFile("a", "");
        me.chmod("a", 0666);
        assertErrno(EACCES, () -> other.rename("a", "b"));
    }

    @Test
    void renameOfWritableFileWithOpenDescriptorKeepsItsData() {
        int file = me.open("a", O_RDWR | O_CREAT, 0644);
        me.fill(file, 0, 100_000, 1);
        me.rename("a", "b");
        me.fill(file, 100_000, 100_000, 1);
        me.close(file);
        int again = me.open("b", O_RDONLY);
        assertEquals(200_000, me.verify(again, 0, 200_001, 1));
        me.close(again);
    }

    @Test
    void noReplaceOnAnExistingNameIsEEXIST() {
        me.writeFile("a", "a");
        me.writeFile("b", "b");
        assertErrno(EEXIST, () -> me.renameat2("a", "b", RENAME_NOREPLACE));
        assertEquals("b", me.readText("b"));
    }

    @Test
    void noReplaceOnANewNameMoves() {
        me.writeFile("a", "a");
        me.renameat2("a", "b", RENAME_NOREPLACE);
        assertEquals(List.of("b"), me.names("."));
    }

    @Test
    void exchangeSwapsTwoFiles() {
        me.writeFile("a", "a");
        me.writeFile("b", "b");
        me.renameat2("a", "b", RENAME_EXCHANGE);
        assertEquals("b", me.readText("a"));
        assertEquals("a", me.readText("b"));
    }

    @Test
    void exchangeSwapsAFileAndADirectoryOfDifferentParents() {
        me.mkdir("p", 0755);
        me.mkdir("q", 0755);
        me.mkdir("p/d", 0755);
        me.writeFile("p/d/x", "x");
        me.writeFile("q/f", "f");
        me.renameat2("p/d", "q/f", RENAME_EXCHANGE);
        assertEquals("f", me.readText("p/d"));
        assertEquals("x", me.readText("q/f/x"));
        assertEquals(2, me.stat("p").nlink());
        assertEquals(3, me.stat("q").nlink());
        assertEquals(me.stat("q").ino(), me.stat("q/f/..").ino());
    }

    @Test
    void exchangeWithAMissingNameIsENOENT() {
        me.writeFile("a", "a");
        assertErrno(ENOENT, () -> me.renameat2("a", "missing", RENAME_EXCHANGE));
    }

    @Test
    void exchangeWithItsOwnChildIsEINVAL() {
        me.mkdir("a", 0755);
        me.mkdir("a/b", 0755);
        assertErrno(EINVAL, () -> me.renameat2("a", "a/b", RENAME_EXCHANGE));
    }

    @Test
    void noReplaceTogetherWithExchangeIsEINVAL() {
        me.writeFile("a", "a");
        me.writeFile("b", "b");
        assertErrno(EINVAL, () -> me.renameat2("a", "b", RENAME_NOREPLACE | RENAME_EXCHANGE));
    }

    @Test
    void inodeNumbersStayAfterRenames() {
        me.mkdir("d", 0755);
        me.writeFile("d/f", "");
        long directory = me.stat("d").ino();
        long file = me.stat("d/f").ino();
        me.rename("d", "e");
        me.rename("e/f", "g");
        assertEquals(directory, me.stat("e").ino());
        assertEquals(file, me.stat("g").ino());
    }
}
