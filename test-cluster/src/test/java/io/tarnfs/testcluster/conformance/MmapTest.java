// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.conformance;

import static io.tarnfs.testcluster.posix.Errno.EACCES;
import static io.tarnfs.testcluster.posix.Errno.ENODEV;
import static io.tarnfs.testcluster.posix.Flags.MAP_PRIVATE;
import static io.tarnfs.testcluster.posix.Flags.MAP_SHARED;
import static io.tarnfs.testcluster.posix.Flags.MS_SYNC;
import static io.tarnfs.testcluster.posix.Flags.O_CREAT;
import static io.tarnfs.testcluster.posix.Flags.O_RDONLY;
import static io.tarnfs.testcluster.posix.Flags.O_RDWR;
import static io.tarnfs.testcluster.posix.Flags.PROT_READ;
import static io.tarnfs.testcluster.posix.Flags.PROT_WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.tarnfs.testcluster.actor.Pattern;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// mmap(2) of files.
final class MmapTest extends ConformanceCase {

    private static final int PAGE = 4096;

    @Test
    void mappedReadSeesTheContent() {
        int file = me.open("f", O_RDWR | O_CREAT, 0644);
        me.fill(file, 0, 10 * PAGE, 1);
        long address = me.mmap(10 * PAGE, PROT_READ, MAP_SHARED, file, 0);
        assertArrayEquals(Pattern.bytes(1, 0, 10 * PAGE), me.peek(address, 10 * PAGE));
        me.munmap(address, 10 * PAGE);
        me.close(file);
    }

    @Test
    void sharedMappedWriteIsReadThroughADescriptor() {
        int file = me.open("f", O_RDWR | O_CREAT, 0644);
        me.ftruncate(file, 4 * PAGE);
        long address = me.mmap(4 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        me.poke(address + PAGE, new byte[] {5, 6, 7});
        assertArrayEquals(new byte[] {5, 6, 7}, me.pread(file, 3, PAGE));
        me.msync(address, 4 * PAGE, MS_SYNC);
        me.munmap(address, 4 * PAGE);
        me.close(file);
        int again = other.open("f", O_RDONLY);
        assertArrayEquals(new byte[] {5, 6, 7}, other.pread(again, 3, PAGE));
        other.close(again);
    }

    @Test
    void sharedMappedWriteIsKeptWithoutMsync() {
        int file = me.open("f", O_RDWR | O_CREAT, 0644);
        me.ftruncate(file, PAGE);
        long address = me.mmap(PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        me.close(file);
        me.poke(address, new byte[] {1, 2});
        me.munmap(address, PAGE);
        assertArrayEquals(new byte[] {1, 2, 0}, Arrays.copyOf(me.readFile("f"), 3));
    }

    @Test
    void writeThroughADescriptorShowsInAMapping() {
        int file = me.open("f", O_RDWR | O_CREAT, 0644);
        me.ftruncate(file, PAGE);
        long address = me.mmap(PAGE, PROT_READ, MAP_SHARED, file, 0);
        assertArrayEquals(new byte[3], me.peek(address, 3));
        me.pwrite(file, new byte[] {1, 2, 3}, 0);
        assertArrayEquals(new byte[] {1, 2, 3}, me.peek(address, 3));
        me.munmap(address, PAGE);
        me.close(file);
    }

    @Test
    void privateMappedWriteStaysPrivate() {
        int file = me.open("f", O_RDWR | O_CREAT, 0644);
        me.ftruncate(file, PAGE);
        long address = me.mmap(PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0);
        me.poke(address, new byte[] {1, 2, 3});
        assertArrayEquals(new byte[3], me.pread(file, 3, 0));
        me.munmap(address, PAGE);
        me.close(file);
    }

    @Test
    void mappedWriteAdvancesMtime() {
        int file = me.open("f", O_RDWR | O_CREAT, 0644);
        me.ftruncate(file, PAGE);
        long address = me.mmap(PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        assertAdvances(() -> me.stat("f").mtime(), () -> {
            me.poke(address, new byte[] {1});
            me.msync(address, PAGE, MS_SYNC);
        });
        me.munmap(address, PAGE);
        me.close(file);
    }

    @Test
    void tailOfTheLastMappedPageIsZeroAndNeverReachesTheFile() {
        int file = me.open("f", O_RDWR | O_CREAT, 0644);
        me.write(file, new byte[] {1, 2, 3});
        long address = me.mmap(PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        assertArrayEquals(new byte[PAGE - 3], me.peek(address + 3, PAGE - 3));
        me.poke(address + 3, new byte[] {9});
        me.msync(address, PAGE, MS_SYNC);
        me.munmap(address, PAGE);
        me.close(file);
        assertArrayEquals(new byte[] {1, 2, 3}, me.readFile("f"));
    }

    @Test
    void mappingForSharedWritingOfAReadOnlyDescriptorIsEACCES() {
        me.writeFile("f", "x");
        int file = me.open("f", O_RDONLY);
        assertErrno(EACCES, () -> me.mmap(PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0));
        me.close(file);
    }

    @Test
    void mappingOfADirectoryIsENODEV() {
        int directory = me.open(".", O_RDONLY);
        assertErrno(ENODEV, () -> me.mmap(PAGE, PROT_READ, MAP_SHARED, directory, 0));
        me.close(directory);
    }
}
