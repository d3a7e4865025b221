// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.conformance;

import static io.tarnfs.testcluster.posix.Errno.ENAMETOOLONG;
import static io.tarnfs.testcluster.posix.Errno.ENOTDIR;
import static io.tarnfs.testcluster.posix.Flags.O_CREAT;
import static io.tarnfs.testcluster.posix.Flags.O_WRONLY;
import static io.tarnfs.testcluster.posix.Flags.S_IFIFO;
import static io.tarnfs.testcluster.posix.Flags.S_IFREG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.testcluster.posix.Posix;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a name may be.
final class NameTest extends ConformanceCase {

    @Test
    void nameOf255BytesWorks() {
        String name = "n".repeat(255);
        me.writeFile(name, "x");
        assertEquals("x", me.readText(name));
        assertEquals(List.of(name), me.names("."));
    }

    @Test
    void nameOf256BytesIsENAMETOOLONG() {
        String name = "n".repeat(256);
        assertErrno(ENAMETOOLONG, () -> me.open(name, O_WRONLY | O_CREAT, 0644));
        assertErrno(ENAMETOOLONG, () -> me.stat(name));
        assertErrno(ENAMETOOLONG, () -> me.unlink(name));
        assertErrno(ENAMETOOLONG, () -> me.rmdir(name));
        assertErrno(ENAMETOOLONG, () -> me.symlink("x", name));
        assertErrno(ENAMETOOLONG, () -> me.mknod(name, S_IFIFO | 0644, 0));
    }

    @Test
    void pathOf4096BytesIsENAMETOOLONG() {
        assertErrno(ENAMETOOLONG, () -> me.stat("./".repeat(2047) + "xx"));
    }

    /// S7: "A name has 1 to 255 bytes of any value but NUL and `/`; a longer one gets ENAMETOOLONG."
    @Test
    void everyByteButSlashAndZeroMayStandInAName() {
        List<String> expected = new ArrayList<>();
        for (int b = 1; b < 256; b++) {
            if (b != '/') {
                String name = "b" + (char) b;
                me.mknod(name, S_IFREG | 0644, 0);
                expected.add(name);
            }
        }
        assertEquals(expected, me.names(".").stream().sorted().toList());
        for (String name : expected) {
            assertEquals(S_IFREG, me.stat(name).type());
        }
    }

    @Test
    void namesOfOddBytesAreKept() {
        List<String> names = List.of(
                "new\nline", "\u00ff\u00fe", Posix.utf8("\uD83D\uDE00"), " ", "-rf", "*", "\\", Posix.utf8("\u00e9"));
        for (String name : names) {
            me.writeFile(name, name);
        }
        assertEquals(Set.copyOf(names), Set.copyOf(me.names(".")));
        for (String name : names) {
            assertEquals(name, me.readText(name));
        }
    }

    @Test
    void namesDifferByCase() {
        me.writeFile("Name", "upper");
        me.writeFile("name", "lower");
        assertEquals("upper", me.readText("Name"));
        assertEquals("lower", me.readText("name"));
    }

    @Test
    void composedAndDecomposedUnicodeAreTwoNames() {
        me.writeFile(Posix.utf8("\u00e9"), "one");
        me.writeFile(Posix.utf8("e\u0301"), "two");
        assertEquals(2, me.names(".").size());
        assertEquals("one", me.readText(Posix.utf8("\u00e9")));
    }

    @Test
    void longNamesThatDifferInTheirLastByteAreTwoFiles() {
        String prefix = "n".repeat(254);
        me.writeFile(prefix + "a", "a");
        me.writeFile(prefix + "b", "b");
        assertEquals("a", me.readText(prefix + "a"));
        assertEquals("b", me.readText(prefix + "b"));
    }

    @Test
    void trailingSlashOnAFileIsENOTDIR() {
        me.writeFile("f", "");
        assertErrno(ENOTDIR, () -> me.stat("f/"));
    }

    @Test
    void trailingSlashOnADirectoryIsAllowed() {
        me.mkdir("d/", 0755);
        assertTrue(me.stat("d/").isDirectory());
        me.rmdir("d/");
    }
}
