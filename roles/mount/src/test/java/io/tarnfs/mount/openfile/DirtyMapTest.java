// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.openfile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DirtyMapTest {
    private static final int CHUNK = DirtyArena.CHUNK_BYTES;
    private static final int BLOCK = 4 * CHUNK;
    private static final int FILE = 6 * BLOCK;

    private final Arena memory = Arena.ofConfined();
    private final DirtyArena arena = new DirtyArena(memory.allocate(128L * CHUNK));

    @AfterEach
    void free() {
        memory.close();
    }

    @Test
    void whatWasWrittenIsReadBackAndNothingElseIsTouched() {
        long seed = Long.getLong("tarn.seed", System.nanoTime());
        Random random = new Random(seed);
        DirtyMap map = new DirtyMap();
        byte[] model = new byte[FILE];
        boolean[] dirty = new boolean[FILE];
        for (int step = 0; step < 300; step++) {
            if (random.nextInt(12) == 0) {
                int size = random.nextInt(FILE);
                map.cut(size, arena);
                java.util.Arrays.fill(dirty, size, FILE, false);
            } else {
                int offset = random.nextInt(FILE - 1);
                int length = 1 + random.nextInt(Math.min(FILE - offset, 3 * CHUNK));
                byte[] payload = new byte[length];
                random.nextBytes(payload);
                write(map, offset, payload);
                System.arraycopy(payload, 0, model, offset, length);
                java.util.Arrays.fill(dirty, offset, offset + length, true);
            }
            check(map, model, dirty, seed);
        }
        map.takeAll().forEach(chunk -> arena.give(chunk.bytes()));
        assertEquals(arena.chunks(), arena.freeChunks(), "a chunk leaked, seed=" + seed);
    }

    private static void check(DirtyMap map, byte[] model, boolean[] dirty, long seed) {
        byte[] expected = new byte[FILE];
        for (int i = 0; i < FILE; i++) {
            expected[i] = dirty[i] ? model[i] : (byte) 0x55;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment target = arena.allocate(FILE).fill((byte) 0x55);
            map.overlay(0, target);
            assertArrayEquals(expected, target.toArray(ValueLayout.JAVA_BYTE), "seed=" + seed);
        }
    }

    @Test
    void onlyBlocksWrittenWholeAreTakenEarly() {
        DirtyMap map = new DirtyMap();
        write(map, 0, new byte[BLOCK]);
        write(map, BLOCK, new byte[BLOCK - 1]);
        write(map, 2L * BLOCK + CHUNK, new byte[BLOCK]);
        List<DirtyChunk> taken = map.takeFullBlocks(BLOCK / CHUNK);
        assertEquals(
                List.of(0L, 1L, 2L, 3L), taken.stream().map(DirtyChunk::index).toList());
        assertTrue(map.covers(BLOCK, 2L * BLOCK - 1));
        assertFalse(map.touches(0, BLOCK));
    }

    @Test
    void bytesPutBackLieBelowNewerOnes() {
        DirtyMap map = new DirtyMap();
        write(map, 0, new byte[] {1, 1, 1, 1});
        List<DirtyChunk> flown = map.takeAll();
        write(map, 1, new byte[] {2, 2});
        map.putBackBelow(flown, arena);
        try (Arena local = Arena.ofConfined()) {
            MemorySegment target = local.allocate(5);
            map.overlay(0, target);
            assertArrayEquals(new byte[] {1, 2, 2, 1, 0}, target.toArray(ValueLayout.JAVA_BYTE));
        }
        assertEquals(arena.chunks() - 1, arena.freeChunks());
    }

    @Test
    void anArenaThatIsUsedUpGivesNothingRatherThanAPart() {
        ArrayDeque<MemorySegment> most = arena.tryTake(arena.chunks() - 1);
        assertNotNull(most);
        assertNull(arena.tryTake(2));
        assertEquals(1, arena.freeChunks());
    }

    @Test
    void aPlanCoversEachDirtyByteOnceAndKeepsWithinBlocks() {
        long seed = Long.getLong("tarn.seed", System.nanoTime());
        Random random = new Random(seed);
        DirtyMap map = new DirtyMap();
        boolean[] dirty = new boolean[FILE];
        for (int i = 0; i < 40; i++) {
            int offset = random.nextInt(FILE - 1);
            int length = 1 + random.nextInt(Math.min(FILE - offset, CHUNK / 2));
            write(map, offset, new byte[length]);
            java.util.Arrays.fill(dirty, offset, offset + length, true);
        }
        write(map, 2L * BLOCK, new byte[BLOCK]);
        java.util.Arrays.fill(dirty, 2 * BLOCK, 3 * BLOCK, true);
        boolean[] planned = new boolean[FILE];
        List<DirtyRun> all = new ArrayList<>();
        for (List<DirtyRun> object : FlushPlan.objects(List.copyOf(map.chunks()), BLOCK)) {
            int bytes = object.stream().mapToInt(DirtyRun::length).sum();
            assertTrue(bytes <= BLOCK && object.size() <= FlushPlan.PARTS_MAX, "seed=" + seed);
            all.addAll(object);
        }
        for (DirtyRun run : all) {
            assertTrue(run.offset() + run.length() <= BLOCK, "seed=" + seed);
            long pieces =
                    run.pieces().stream().mapToLong(MemorySegment::byteSize).sum();
            assertEquals(run.length(), pieces, "seed=" + seed);
            for (int i = 0; i < run.length(); i++) {
                int at = (int) (run.block() * BLOCK + run.offset() + i);
                assertFalse(planned[at], "twice, seed=" + seed);
                planned[at] = true;
            }
        }
        assertArrayEquals(dirty, planned, "seed=" + seed);
        assertTrue(all.stream().anyMatch(run -> run.block() == 2 && run.offset() == 0 && run.length() == BLOCK));
    }

    private void write(DirtyMap map, long offset, byte[] payload) {
        ArrayDeque<MemorySegment> fresh = arena.tryTake(map.missingChunks(offset, payload.length));
        assertNotNull(fresh);
        map.write(offset, MemorySegment.ofArray(payload), fresh);
        assertTrue(fresh.isEmpty());
    }
}
