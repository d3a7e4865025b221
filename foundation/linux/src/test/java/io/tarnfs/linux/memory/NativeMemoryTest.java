// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.linux.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.linux.calls.MemoryCalls;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;

final class NativeMemoryTest {
    @Test
    void hugePageMemoryIsAlignedZeroedAndRoundedUp() {
        try (HugePageArena arena = HugePageArena.onHugePages(3L << 20)) {
            MemorySegment memory = arena.segment();
            assertEquals(4L << 20, memory.byteSize());
            assertEquals(0, memory.address() % HugePageArena.HUGE_PAGE_SIZE);
            for (long at = 0; at < memory.byteSize(); at += 4096) {
                assertEquals(0, memory.get(ValueLayout.JAVA_LONG, at));
            }
            memory.fill((byte) 7);
            assertEquals(7, memory.get(ValueLayout.JAVA_BYTE, memory.byteSize() - 1));
        }
    }

    @Test
    void hugePagesAreAskedForWhereTheKernelHasThem() throws IOException {
        Path setting = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
        try (HugePageArena arena = HugePageArena.onHugePages(1)) {
            assertEquals(Files.exists(setting), arena.isOnHugePages());
        }
    }

    @Test
    void smallPageMemoryIsPageAligned() {
        try (HugePageArena arena = HugePageArena.onSmallPages(1)) {
            assertEquals(MemoryCalls.pageSize(), arena.segment().byteSize());
            assertEquals(0, arena.segment().address() % MemoryCalls.pageSize());
            assertFalse(arena.isOnHugePages());
        }
    }

    @Test
    void memoryThatWasGivenBackCannotBeTouched() {
        HugePageArena arena = HugePageArena.onHugePages(1);
        MemorySegment memory = arena.segment();
        arena.close();
        assertThrows(IllegalStateException.class, () -> memory.get(ValueLayout.JAVA_BYTE, 0));
        String maps = assertReadable(Path.of("/proc/self/maps"));
        assertFalse(maps.contains(Long.toHexString(memory.address()) + "-"));
    }

    @Test
    void sizesBelowOneAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> HugePageArena.onHugePages(0));
        assertThrows(IllegalArgumentException.class, () -> HugePageArena.onSmallPages(-1));
        assertThrows(IllegalArgumentException.class, () -> MappedMemfd.create("none", 0));
    }

    @Test
    void moreThanTheAddressSpaceIsOutOfMemory() {
        assertThrows(OutOfMemoryError.class, () -> HugePageArena.onHugePages(1L << 60));
    }

    @Test
    void bytesOfAMemoryFileAreSeenThroughItsDescriptor() throws IOException {
        try (MappedMemfd file = MappedMemfd.create("tarn-test", 10_000)) {
            assertEquals(0, file.segment().byteSize() % MemoryCalls.pageSize());
            assertTrue(file.segment().byteSize() >= 10_000);
            file.segment().set(ValueLayout.JAVA_BYTE, 9_999, (byte) 42);
            Path shown = Path.of("/proc/self/fd/" + file.descriptor().number());
            try (FileChannel channel = FileChannel.open(shown, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                ByteBuffer one = ByteBuffer.allocate(1);
                assertEquals(1, channel.read(one, 9_999));
                assertEquals(42, one.get(0));
                assertEquals(1, channel.write(ByteBuffer.wrap(new byte[] {43}), 5));
            }
            assertEquals(43, file.segment().get(ValueLayout.JAVA_BYTE, 5));
        }
    }

    private static String assertReadable(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new AssertionError("cannot read path=" + path, e);
        }
    }
}
