// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.conformance;

import static io.tarnfs.testcluster.posix.Errno.EACCES;
import static io.tarnfs.testcluster.posix.Errno.EINVAL;
import static io.tarnfs.testcluster.posix.Errno.EISDIR;
import static io.tarnfs.testcluster.posix.Errno.ENOENT;
import static io.tarnfs.testcluster.posix.Flags.O_CREAT;
import static io.tarnfs.testcluster.posix.Flags.O_RDONLY;
import static io.tarnfs.testcluster.posix.Flags.O_RDWR;
import static io.tarnfs.testcluster.posix.Flags.S_IFIFO;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/// truncate(2), ftruncate(2), fallocate(2).
final class TruncateTest extends ConformanceCase {

    @Test
    void truncateDownCutsTheTail() {
        me.writeFile("f", "0123456789");
        me.truncate("f", 4);
        assertEquals("0123", me.readText("f"));
    }

    @Test
    void truncateUpAddsZeros() {
        me.writeFile("f", "ab");
        me.truncate("f", 5);
        assertArrayEquals(new byte[] {'a', 'b', 0, 0, 0}, me.readFile("f"));
    }

    /// S15: "Bytes never written read as zeros, also where a file was cut and grew again."
    @Test
    void truncateDownThenUpReadsZerosWhereDataWas() {
        for (long cut : List.of(1000L, FRAME - 1, FRAME, FRAME + 1, BLOCK - 1, BLOCK, BLOCK + 1)) {
            int file = me.open("f" + cut, O_RDWR | O_CREAT, 0644);
            me.fill(file, 0, BLOCK + 200_000, 7);
            me.fsync(file);
            me.ftruncate(file, cut);
            me.ftruncate(file, BLOCK + 200_000);
            assertEquals(cut, me.verify(file, 0, cut, 7), "cut=" + cut);
            assertArrayEquals(new byte[100_000], me.pread(file, 100_000, cut), "cut=" + cut);
            me.close(file);
            int again = me.open("f" + cut, O_RDONLY);
            assertEquals(BLOCK + 200_000, me.fstat(again).size());
            assertArrayEquals(new byte[100_000], me.pread(again, 100_000, cut), "cut=" + cut);
            me.close(again);
        }
    }

    @Test
    void truncateOfUnsyncedDataThenGrowthReadsZeros() {
        int file = me.open("f", O_RDWR | O_CREAT, 0644);
        me.fill(file, 0, 50_000, 7);
        me.ftruncate(file, 10_000);
        me.pwrite(file, new byte[] {1}, 40_000);
        assertEquals(10_000, me.verify(file, 0, 10_000, 7));
        assertArrayEquals(new byte[30_000], me.pread(file, 30_000, 10_000));
        me.close(file);
    }

    @Test
    void truncateToZeroFreesTheSpace() {
        int file = me.open("f", O_RDWR | O_CREAT, 0644);
        me.fill(file, 0, 1 << 20, 7);
        me.fsync(file);
        me.ftruncate(file, 0);
        me.fsync(file);
        assertEquals(0, me.fstat(file).blocks());
        me.close(file);
    }

    @Test
    void truncateToATerabyteIsAHole() {
        me.writeFile("f", "x");
        me.truncate("f", 1L << 40);
        int file = me.open("f", O_RDONLY);
        assertEquals(1L << 40, me.fstat(file).size());
        assertArrayEquals(new byte[10], me.pread(file, 10, (1L << 40) - 10));
        me.close(file);
    }

    @Test
    void truncateAdvancesMtimeAndCtime() {
        me.writeFile("f", "abc");
        assertAdvances(() -> me.stat("f").mtime(), () -> me.truncate("f", 1));
        assertAdvances(() -> me.stat("f").ctime(), () -> me.truncate("f", 2));
    }

    @Test
    void truncateOfADirectoryIsEISDIR() {
        me.mkdir("d", 0755);
        assertErrno(EISDIR, () -> me.truncate("d", 0));
    }

    @Test
    void truncateOfAMissingNameIsENOENT() {
        assertErrno(ENOENT, () -> me.truncate("missing", 0));
    }

    @Test
    void truncateToANegativeSizeIsEINVAL() {
        me.writeFile("f", "");
        assertErrno(EINVAL, () -> me.truncate("f", -1));
    }

    @Test
    void truncateWithoutWritePermissionIsEACCES() {
        me.writeFile("f", "abc");
        assertErrno(EACCES, () -> other.truncate("f", 0));
    }

    @Test
    void ftruncateOfAReadOnlyDescriptorIsEINVAL() {
        me.writeFile("f", "abc");
        int file = me.open("f", O_RDONLY);
        assertErrno(EINVAL, () -> me.ftruncate(file, 0));
        me.close(file);
    }

    @Test
    void ftruncateWorksThoughTheModeForbidsWriting() {
        int file = me.open("f", O_RDWR | O_CREAT, 0400);
        me.ftruncate(file, 10);
        assertEquals(10, me.fstat(file).size());
        me.close(file);
    }

    @Test
    void truncateOfAFifoIsEINVAL() {
        me.mknod("p", S_IFIFO | 0644, 0);
        assertErrno(EINVAL, () -> me.truncate("p", 0));
    }
}
