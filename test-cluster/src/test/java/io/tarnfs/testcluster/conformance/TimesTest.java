// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.conformance;

import static io.tarnfs.testcluster.posix.Errno.EACCES;
import static io.tarnfs.testcluster.posix.Errno.EINVAL;
import static io.tarnfs.testcluster.posix.Errno.ENOENT;
import static io.tarnfs.testcluster.posix.Errno.EPERM;
import static io.tarnfs.testcluster.posix.Flags.AT_SYMLINK_NOFOLLOW;
import static io.tarnfs.testcluster.posix.Flags.O_CREAT;
import static io.tarnfs.testcluster.posix.Flags.O_RDWR;
import static io.tarnfs.testcluster.posix.Flags.O_WRONLY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.testcluster.posix.Stat;
import io.tarnfs.testcluster.posix.Time;
import org.junit.jupiter.api.Test;

/// utimensat(2) and the times that calls leave behind.
final class TimesTest extends ConformanceCase {

    private static final Time OLD = new Time(1_000_000_000L, 123_456_789L);
    private static final Time OLDER = new Time(900_000_000L, 1L);

    @Test
    void utimensatSetsBothTimesToTheNanosecond() {
        me.writeFile("f", "");
        me.utimensat("f", OLDER, OLD, 0);
        assertEquals(OLDER, me.stat("f").atime());
        assertEquals(OLD, me.stat("f").mtime());
    }

    @Test
    void utimensatReachesBefore1970AndBeyond2038() {
        me.writeFile("f", "");
        me.utimensat("f", Time.atSecond(-1_000_000_000L), Time.atSecond(5_000_000_000L), 0);
        assertEquals(Time.atSecond(-1_000_000_000L), me.stat("f").atime());
        assertEquals(Time.atSecond(5_000_000_000L), me.stat("f").mtime());
    }

    @Test
    void utimensatWithOmitLeavesThatTime() {
        me.writeFile("f", "");
        me.utimensat("f", OLDER, OLD, 0);
        me.utimensat("f", Time.OMIT, Time.atSecond(7), 0);
        assertEquals(OLDER, me.stat("f").atime());
        assertEquals(Time.atSecond(7), me.stat("f").mtime());
        me.utimensat("f", Time.atSecond(8), Time.OMIT, 0);
        assertEquals(Time.atSecond(8), me.stat("f").atime());
        assertEquals(Time.atSecond(7), me.stat("f").mtime());
    }

    @Test
    void utimensatWithNowTakesTheClock() {
        me.writeFile("f", "");
        Time created = me.stat("f").mtime();
        me.utimensat("f", OLD, OLD, 0);
        me.utimensat("f", Time.OMIT, Time.NOW, 0);
        assertTrue(me.stat("f").mtime().compareTo(created) >= 0);
        assertEquals(OLD, me.stat("f").atime());
    }

    @Test
    void utimensatWithoutTimesSetsBothToNow() {
        me.writeFile("f", "");
        Time created = me.stat("f").mtime();
        me.utimensat("f", OLD, OLD, 0);
        me.utimensatNow("f");
        assertTrue(me.stat("f").mtime().compareTo(created) >= 0);
        assertTrue(me.stat("f").atime().compareTo(created) >= 0);
    }

    @Test
    void utimensatAdvancesCtime() {
        me.writeFile("f", "");
        assertAdvances(() -> me.stat("f").ctime(), () -> me.utimensat("f", OLD, OLD, 0));
    }

    @Test
    void utimensatToNowIsAllowedToWhoMayWrite() {
        me.writeFile("f", "");
        me.chmod("f", 0666);
        me.utimensat("f", OLD, OLD, 0);
        other.utimensatNow("f");
        assertTrue(me.stat("f").mtime().after(OLD));
    }

    @Test
    void utimensatToNowWithoutWritePermissionIsEACCES() {
        me.writeFile("f", "");
        assertErrno(EACCES, () -> other.utimensatNow("f"));
    }

    @Test
    void utimensatToAGivenTimeByWhoMayOnlyWriteIsEPERM() {
        me.writeFile("f", "");
        me.chmod("f", 0666);
        assertErrno(EPERM, () -> other.utimensat("f", OLD, OLD, 0));
        assertErrno(EPERM, () -> other.utimensat("f", Time.OMIT, Time.NOW, 0));
    }

    @Test
    void utimensatOfAMissingNameIsENOENT() {
        assertErrno(ENOENT, () -> me.utimensat("missing", OLD, OLD, 0));
    }

    @Test
    void utimensatWithTooManyNanosecondsIsEINVAL() {
        me.writeFile("f", "");
        assertErrno(EINVAL, () -> me.utimensat("f", new Time(0, 1_000_000_000L), OLD, 0));
    }

    @Test
    void utimensatThatDoesNotFollowSetsTheSymlink() {
        me.writeFile("f", "");
        Time before = me.stat("f").mtime();
        me.symlink("f", "s");
        me.utimensat("s", OLD, OLD, AT_SYMLINK_NOFOLLOW);
        assertEquals(OLD, me.lstat("s").mtime());
        assertEquals(before, me.stat("f").mtime());
    }

    @Test
    void futimensSetsTheTimesOfAnOpenFile() {
        int file = me.open("f", O_RDWR | O_CREAT, 0644);
        me.futimens(file, OLDER, OLD);
        assertEquals(OLD, me.fstat(file).mtime());
        me.close(file);
        assertEquals(OLD, me.stat("f").mtime());
    }

    @Test
    void explicitMtimeSetAfterAWriteSurvivesClose() {
        int file = me.open("f", O_RDWR | O_CREAT, 0644);
        me.fill(file, 0, 100_000, 1);
        me.futimens(file, OLDER, OLD);
        me.close(file);
        assertEquals(OLD, me.stat("f").mtime());
    }

    @Test
    void writeAdvancesMtimeAndCtime() {
        me.writeFile("f", "");
        int file = me.open("f", O_WRONLY);
        assertAdvances(() -> me.stat("f").mtime(), () -> me.write(file, new byte[1]));
        assertAdvances(() -> me.stat("f").ctime(), () -> me.write(file, new byte[1]));
        me.close(file);
    }

    @Test
    void writeAfterAnExplicitMtimeReplacesIt() {
        me.writeFile("f", "");
        me.utimensat("f", OLD, OLD, 0);
        int file = me.open("f", O_WRONLY);
        me.write(file, new byte[1]);
        me.close(file);
        assertTrue(me.stat("f").mtime().after(OLD));
    }

    @Test
    void readKeepsMtimeAndCtime() {
        me.writeFile("f", "x");
        assertKeeps(() -> me.stat("f").mtime(), () -> me.readFile("f"));
        assertKeeps(() -> me.stat("f").ctime(), () -> me.readFile("f"));
    }

    @Test
    void closeOfAnUnchangedFileKeepsMtime() {
        me.writeFile("f", "x");
        assertKeeps(() -> me.stat("f").mtime(), () -> me.close(me.open("f", O_RDWR)));
    }

    @Test
    void createAdvancesTheTimesOfTheDirectory() {
        me.mkdir("d", 0755);
        assertAdvances(() -> me.stat("d").mtime(), () -> me.writeFile("d/f", ""));
        assertAdvances(() -> me.stat("d").ctime(), () -> me.writeFile("d/g", ""));
    }

    @Test
    void writeIntoAFileKeepsTheTimesOfItsDirectory() {
        me.mkdir("d", 0755);
        me.writeFile("d/f", "");
        assertKeeps(() -> me.stat("d").mtime(), () -> me.writeFile("d/f", "more"));
    }

    @Test
    void timesOfAFileStayAfterReopening() {
        me.writeFile("f", "x");
        Stat before = me.stat("f");
        me.readFile("f");
        assertEquals(before.mtime(), me.stat("f").mtime());
        assertEquals(before.ctime(), me.stat("f").ctime());
    }
}
