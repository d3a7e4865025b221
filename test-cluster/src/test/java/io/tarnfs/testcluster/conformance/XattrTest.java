// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.conformance;

import static io.tarnfs.testcluster.posix.Errno.EACCES;
import static io.tarnfs.testcluster.posix.Errno.EEXIST;
import static io.tarnfs.testcluster.posix.Errno.ENODATA;
import static io.tarnfs.testcluster.posix.Errno.ENOENT;
import static io.tarnfs.testcluster.posix.Errno.EOPNOTSUPP;
import static io.tarnfs.testcluster.posix.Errno.EPERM;
import static io.tarnfs.testcluster.posix.Errno.ERANGE;
import static io.tarnfs.testcluster.posix.Flags.O_CREAT;
import static io.tarnfs.testcluster.posix.Flags.O_RDWR;
import static io.tarnfs.testcluster.posix.Flags.S_IFIFO;
import static io.tarnfs.testcluster.posix.Flags.XATTR_CREATE;
import static io.tarnfs.testcluster.posix.Flags.XATTR_REPLACE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tarnfs.testcluster.actor.Pattern;
import io.tarnfs.testcluster.posix.Errno;
import io.tarnfs.testcluster.posix.Time;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// setxattr(2), getxattr(2), listxattr(2), removexattr(2).
final class XattrTest extends ConformanceCase {

    private static final byte[] VALUE = "value".getBytes(StandardCharsets.UTF_8);
    /// XATTR_SIZE_MAX of the kernel.
    private static final int LARGEST = 1 << 16;

    @Test
    void setValueIsReadBack() {
        me.writeFile("f", "");
        me.setxattr("f", "user.a", VALUE, 0);
        assertArrayEquals(VALUE, me.getxattr("f", "user.a", 100));
        assertEquals(5, me.getxattrLength("f", "user.a"));
    }

    @Test
    void valueMayHoldAnyByteAndBeEmpty() {
        me.writeFile("f", "");
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        me.setxattr("f", "user.all", all, 0);
        me.setxattr("f", "user.none", new byte[0], 0);
        assertArrayEquals(all, me.getxattr("f", "user.all", 1000));
        assertEquals(0, me.getxattrLength("f", "user.none"));
    }

    @Test
    void setReplacesTheValue() {
        me.writeFile("f", "");
        me.setxattr("f", "user.a", VALUE, 0);
        me.setxattr("f", "user.a", new byte[] {1}, 0);
        assertArrayEquals(new byte[] {1}, me.getxattr("f", "user.a", 100));
    }

    @Test
    void listNamesAllAttributes() {
        me.writeFile("f", "");
        me.setxattr("f", "user.a", VALUE, 0);
        me.setxattr("f", "user.b", VALUE, 0);
        assertEquals(Set.of("user.a", "user.b"), userNames("f"));
    }

    @Test
    void removeTakesTheAttributeAway() {
        me.writeFile("f", "");
        me.setxattr("f", "user.a", VALUE, 0);
        me.removexattr("f", "user.a");
        assertErrno(ENODATA, () -> me.getxattr("f", "user.a", 100));
        assertEquals(Set.of(), userNames("f"));
    }

    @Test
    void getOfAMissingAttributeIsENODATA() {
        me.writeFile("f", "");
        assertErrno(ENODATA, () -> me.getxattr("f", "user.none", 100));
    }

    @Test
    void removeOfAMissingAttributeIsENODATA() {
        me.writeFile("f", "");
        assertErrno(ENODATA, () -> me.removexattr("f", "user.none"));
    }

    @Test
    void createOfAnExistingAttributeIsEEXIST() {
        me.writeFile("f", "");
        me.setxattr("f", "user.a", VALUE, XATTR_CREATE);
        assertErrno(EEXIST, () -> me.setxattr("f", "user.a", VALUE, XATTR_CREATE));
    }

    @Test
    void replaceOfAMissingAttributeIsENODATA() {
        me.writeFile("f", "");
        assertErrno(ENODATA, () -> me.setxattr("f", "user.a", VALUE, XATTR_REPLACE));
        me.setxattr("f", "user.a", VALUE, 0);
        me.setxattr("f", "user.a", new byte[] {7}, XATTR_REPLACE);
        assertArrayEquals(new byte[] {7}, me.getxattr("f", "user.a", 10));
    }

    @Test
    void getIntoATooSmallBufferIsERANGE() {
        me.writeFile("f", "");
        me.setxattr("f", "user.a", VALUE, 0);
        assertErrno(ERANGE, () -> me.getxattr("f", "user.a", 4));
    }

    @Test
    void listIntoATooSmallBufferIsERANGE() {
        me.writeFile("f", "");
        me.setxattr("f", "user.a", VALUE, 0);
        assertErrno(ERANGE, () -> me.listxattr("f", 3));
    }

    /// S8: "Extended attributes of the namespaces user, trusted and security are kept: names up to 255 bytes,
    /// values up to 64 KiB; other namespaces get EOPNOTSUPP."
    @Test
    void valueOf64KiBIsKept() {
        me.writeFile("f", "");
        byte[] value = Pattern.bytes(1, 0, LARGEST);
        if (folder.isTarn()) {
            me.setxattr("f", "user.a", value, 0);
            assertArrayEquals(value, me.getxattr("f", "user.a", LARGEST));
        } else {
            // ext4 keeps all attributes of a file in one block of 4 KiB: as much as fits there is what it can show.
            byte[] less = Pattern.bytes(1, 0, 2000);
            me.setxattr("f", "user.a", less, 0);
            assertArrayEquals(less, me.getxattr("f", "user.a", LARGEST));
        }
    }

    @Test
    void valueBeyond64KiBIsE2BIG() {
        me.writeFile("f", "");
        assertErrno(Errno.E2BIG, () -> me.setxattr("f", "user.a", new byte[LARGEST + 1], 0));
    }

    @Test
    void attributeNameOf255BytesWorks() {
        me.writeFile("f", "");
        String name = "user." + "n".repeat(250);
        me.setxattr("f", name, VALUE, 0);
        assertArrayEquals(VALUE, me.getxattr("f", name, 100));
    }

    @Test
    void attributeNameOf256BytesIsERANGE() {
        me.writeFile("f", "");
        assertErrno(ERANGE, () -> me.setxattr("f", "user." + "n".repeat(251), VALUE, 0));
    }

    @Test
    void unknownNamespaceIsEOPNOTSUPP() {
        me.writeFile("f", "");
        assertErrno(EOPNOTSUPP, () -> me.setxattr("f", "nonsense.a", VALUE, 0));
    }

    @Test
    void userAttributeOfASymlinkIsEPERM() {
        me.symlink("x", "s");
        assertErrno(EPERM, () -> me.lsetxattr("s", "user.a", VALUE, 0));
    }

    @Test
    void userAttributeOfAFifoIsEPERM() {
        me.mknod("p", S_IFIFO | 0644, 0);
        assertErrno(EPERM, () -> me.setxattr("p", "user.a", VALUE, 0));
    }

    @Test
    void userAttributeOfADirectoryWorks() {
        me.mkdir("d", 0755);
        me.setxattr("d", "user.a", VALUE, 0);
        assertArrayEquals(VALUE, me.getxattr("d", "user.a", 100));
    }

    @Test
    void setWithoutWritePermissionIsEACCES() {
        me.writeFile("f", "");
        assertErrno(EACCES, () -> other.setxattr("f", "user.a", VALUE, 0));
    }

    @Test
    void getWithoutReadPermissionIsEACCES() {
        me.writeFile("f", "");
        me.setxattr("f", "user.a", VALUE, 0);
        me.chmod("f", 0600);
        assertErrno(EACCES, () -> other.getxattr("f", "user.a", 100));
    }

    @Test
    void setOnAMissingNameIsENOENT() {
        assertErrno(ENOENT, () -> me.setxattr("missing", "user.a", VALUE, 0));
    }

    @Test
    void trustedAttributesAreForRootOnly() {
        me.writeFile("f", "");
        if (caller.isRoot()) {
            me.setxattr("f", "trusted.a", VALUE, 0);
            assertArrayEquals(VALUE, me.getxattr("f", "trusted.a", 100));
        } else {
            assertErrno(EPERM, () -> me.setxattr("f", "trusted.a", VALUE, 0));
        }
    }

    @Test
    void setAdvancesCtimeAndKeepsMtime() {
        me.writeFile("f", "");
        Time mtime = me.stat("f").mtime();
        assertAdvances(() -> me.stat("f").ctime(), () -> me.setxattr("f", "user.a", VALUE, 0));
        assertEquals(mtime, me.stat("f").mtime());
    }

    @Test
    void attributesFollowARenameAndShowThroughEveryLink() {
        me.writeFile("f", "");
        me.setxattr("f", "user.a", VALUE, 0);
        me.link("f", "g");
        me.rename("f", "h");
        assertArrayEquals(VALUE, me.getxattr("g", "user.a", 100));
        assertArrayEquals(VALUE, me.getxattr("h", "user.a", 100));
    }

    @Test
    void attributesOfAnOpenFileCanBeSetAndRead() {
        int file = me.open("f", O_RDWR | O_CREAT, 0644);
        me.fsetxattr(file, "user.a", VALUE, 0);
        assertArrayEquals(VALUE, me.fgetxattr(file, "user.a", 100));
        me.close(file);
    }

    private Set<String> userNames(String path) {
        return me.listxattr(path, 1000).stream()
                .filter(name -> name.startsWith("user."))
                .collect(Collectors.toSet());
    }
}
