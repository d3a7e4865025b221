// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.conformance;

import static io.tarnfs.testcluster.posix.Errno.EACCES;
import static io.tarnfs.testcluster.posix.Errno.ENOENT;
import static io.tarnfs.testcluster.posix.Errno.ENOTDIR;
import static io.tarnfs.testcluster.posix.Errno.EPERM;
import static io.tarnfs.testcluster.posix.Flags.F_OK;
import static io.tarnfs.testcluster.posix.Flags.O_CREAT;
import static io.tarnfs.testcluster.posix.Flags.O_RDONLY;
import static io.tarnfs.testcluster.posix.Flags.O_RDWR;
import static io.tarnfs.testcluster.posix.Flags.O_WRONLY;
import static io.tarnfs.testcluster.posix.Flags.R_OK;
import static io.tarnfs.testcluster.posix.Flags.W_OK;
import static io.tarnfs.testcluster.posix.Flags.X_OK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.testcluster.actor.Identity;
import io.tarnfs.testcluster.posix.Stat;
import io.tarnfs.testcluster.posix.Time;
import java.util.List;
import org.junit.jupiter.api.Test;

/// chmod(2), chown(2), access(2) and the bits that changes clear.
final class OwnershipTest extends ConformanceCase {

    @Test
    void chmodSetsThePermissions() {
        me.writeFile("f", "");
        for (int mode : List.of(0, 0644, 0777, 01777, 0400)) {
            me.chmod("f", mode);
            assertEquals(mode, me.stat("f").permissions());
        }
    }

    @Test
    void chmodKeepsTheType() {
        me.mkdir("d", 0755);
        me.chmod("d", 0700);
        assertTrue(me.stat("d").isDirectory());
    }

    @Test
    void chmodBySomebodyElseIsEPERM() {
        me.writeFile("f", "");
        assertErrno(EPERM, () -> other.chmod("f", 0777));
    }

    @Test
    void chmodOfAMissingNameIsENOENT() {
        assertErrno(ENOENT, () -> me.chmod("missing", 0644));
    }

    @Test
    void chmodBelowAFileIsENOTDIR() {
        me.writeFile("f", "");
        assertErrno(ENOTDIR, () -> me.chmod("f/g", 0644));
    }

    @Test
    void chmodBelowAnUnsearchableDirectoryIsEACCES() {
        me.mkdir("d", 0700);
        me.writeFile("d/f", "");
        assertErrno(EACCES, () -> other.chmod("d/f", 0644));
    }

    @Test
    void chmodThroughASymlinkChangesItsTarget() {
        me.writeFile("f", "");
        me.symlink("f", "s");
        me.chmod("s", 0600);
        assertEquals(0600, me.stat("f").permissions());
    }

    @Test
    void chmodAdvancesCtimeAndKeepsMtime() {
        me.writeFile("f", "");
        Time mtime = me.stat("f").mtime();
        assertAdvances(() -> me.stat("f").ctime(), () -> me.chmod("f", 0600));
        assertEquals(mtime, me.stat("f").mtime());
    }

    @Test
    void chmodOfSetgidWithoutGroupMembershipClearsTheBitUnlessRoot() {
        me.writeFile("f", "");
        root.chown("f", caller.uid(), 29999);
        me.chmod("f", 02755);
        assertEquals(caller.isRoot() ? 02755 : 0755, me.stat("f").permissions());
    }

    @Test
    void fchmodChangesAnOpenFile() {
        int file = me.open("f", O_RDWR | O_CREAT, 0644);
        me.fchmod(file, 0600);
        assertEquals(0600, me.stat("f").permissions());
        me.close(file);
    }

    @Test
    void chownByRootSetsBoth() {
        me.writeFile("f", "");
        root.chown("f", 21, 22);
        assertEquals(new Stat.Owner(21, 22), me.stat("f").owner());
    }

    @Test
    void chownWithMinusOneLeavesTheIds() {
        me.writeFile("f", "");
        root.chown("f", 21, 22);
        root.chown("f", -1, 23);
        assertEquals(new Stat.Owner(21, 23), me.stat("f").owner());
        root.chown("f", 24, -1);
        assertEquals(new Stat.Owner(24, 23), me.stat("f").owner());
    }

    @Test
    void chownToLargeIdsKeepsAllBits() {
        me.writeFile("f", "");
        root.chown("f", 0x7FFF_FFFE, 0xFFFF_FFFE);
        assertEquals(new Stat.Owner(0x7FFF_FFFE, 0xFFFF_FFFE), me.stat("f").owner());
    }

    @Test
    void chownToSomebodyElseIsEPERMUnlessRoot() {
        me.writeFile("f", "");
        if (caller.isRoot()) {
            me.chown("f", Identity.BOB.uid(), -1);
            assertEquals(Identity.BOB.uid(), me.stat("f").owner().uid());
        } else {
            assertErrno(EPERM, () -> me.chown("f", Identity.BOB.uid(), -1));
        }
    }

    @Test
    void chownToAGroupOfOnesOwnIsAllowedToTheOwner() {
        me.writeFile("f", "");
        me.chown("f", -1, Identity.SHARED_GROUP);
        assertEquals(Identity.SHARED_GROUP, me.stat("f").owner().gid());
    }

    @Test
    void chownToAForeignGroupIsEPERMUnlessRoot() {
        me.writeFile("f", "");
        if (caller.isRoot()) {
            me.chown("f", -1, Identity.BOB.gid());
            assertEquals(Identity.BOB.gid(), me.stat("f").owner().gid());
        } else {
            assertErrno(EPERM, () -> me.chown("f", -1, Identity.BOB.gid()));
        }
    }

    @Test
    void chownBySomebodyElseIsEPERM() {
        me.writeFile("f", "");
        assertErrno(EPERM, () -> other.chown("f", Identity.BOB.uid(), -1));
    }

    @Test
    void chownOfAMissingNameIsENOENT() {
        assertErrno(ENOENT, () -> me.chown("missing", -1, -1));
    }

    @Test
    void chownThroughASymlinkChangesItsTargetAndLchownTheLink() {
        me.writeFile("f", "");
        me.symlink("f", "s");
        root.chown("s", 31, 32);
        root.lchown("s", 41, 42);
        assertEquals(new Stat.Owner(31, 32), me.stat("f").owner());
        assertEquals(new Stat.Owner(41, 42), me.lstat("s").owner());
    }

    @Test
    void chownAdvancesCtime() {
        me.writeFile("f", "");
        assertAdvances(() -> me.stat("f").ctime(), () -> me.chown("f", -1, Identity.SHARED_GROUP));
    }

    @Test
    void chownByTheOwnerClearsSuidAndSgidOfAnExecutable() {
        me.writeFile("f", "");
        me.chmod("f", 06755);
        me.chown("f", -1, Identity.SHARED_GROUP);
        assertEquals(0755, me.stat("f").permissions());
    }

    @Test
    void chownKeepsSgidOfADirectory() {
        me.mkdir("d", 0755);
        me.chmod("d", 02755);
        me.chown("d", -1, Identity.SHARED_GROUP);
        assertEquals(02755, me.stat("d").permissions());
    }

    @Test
    void writeByAnUnprivilegedProcessClearsSuidAndSgid() {
        me.writeFile("f", "");
        me.chmod("f", 06777);
        int file = other.open("f", O_WRONLY);
        other.write(file, new byte[1]);
        other.close(file);
        assertEquals(0777, me.stat("f").permissions());
    }

    @Test
    void writeClearsSuidBeforeItIsSynced() {
        me.writeFile("f", "");
        me.chmod("f", 04777);
        int file = other.open("f", O_WRONLY);
        other.write(file, new byte[1]);
        assertEquals(0777, me.stat("f").permissions());
        other.close(file);
    }

    @Test
    void suidSetAgainAfterAWriteThatClearedItSurvivesTheSync() {
        me.writeFile("f", "");
        me.chmod("f", 04777);
        int file = other.open("f", O_WRONLY);
        other.write(file, new byte[1]);
        me.chmod("f", 04755);
        other.fsync(file);
        other.close(file);
        assertEquals(04755, me.stat("f").permissions());
    }

    @Test
    void suidSetAfterAWriteSurvivesTheClose() {
        int file = me.open("f", O_WRONLY | O_CREAT, 0644);
        me.write(file, new byte[1]);
        me.fchmod(file, 04755);
        me.close(file);
        assertEquals(04755, me.stat("f").permissions());
    }

    @Test
    void truncateByAnUnprivilegedProcessClearsSuidAndSgid() {
        me.writeFile("f", "abc");
        me.chmod("f", 06777);
        other.truncate("f", 1);
        assertEquals(0777, me.stat("f").permissions());
    }

    @Test
    void writeByRootKeepsSuid() {
        me.writeFile("f", "");
        me.chmod("f", 04755);
        int file = root.open("f", O_WRONLY);
        root.write(file, new byte[1]);
        root.close(file);
        assertEquals(04755, me.stat("f").permissions());
    }

    @Test
    void groupMemberGetsTheGroupPermissions() {
        me.writeFile("f", "x");
        root.chown("f", caller.uid(), Identity.SHARED_GROUP);
        me.chmod("f", 0640);
        assertEquals("x", other.readText("f"));
        assertErrno(EACCES, () -> other.open("f", O_WRONLY));
    }

    @Test
    void groupMemberIsRefusedByTheGroupBitsThoughOthersMay() {
        me.writeFile("f", "x");
        root.chown("f", caller.uid(), Identity.SHARED_GROUP);
        root.chmod("f", 0604);
        assertErrno(EACCES, () -> other.open("f", O_RDONLY));
    }

    @Test
    void accessAgreesWithTheModeForAStranger() {
        me.writeFile("f", "");
        me.chmod("f", 0604);
        other.access("f", R_OK);
        other.access("f", F_OK);
        assertErrno(EACCES, () -> other.access("f", W_OK));
        assertErrno(EACCES, () -> other.access("f", X_OK));
    }

    @Test
    void accessForExecutionNeedsOneExecuteBitEvenForRoot() {
        me.writeFile("f", "");
        assertErrno(EACCES, () -> root.access("f", X_OK));
        me.chmod("f", 0755);
        root.access("f", X_OK);
    }

    @Test
    void accessOfAMissingNameIsENOENT() {
        assertErrno(ENOENT, () -> me.access("missing", F_OK));
    }
}
