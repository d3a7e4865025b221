// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.blockcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class BlockCacheTest {
    private static final long SEED = Long.getLong("tarn.seed", 20_261_120L);
    private static final int SLOTS = 80;
    private static final int SLACK = 4;

    private final Arena arena = Arena.ofShared();
    private final BlockCache cache =
            new BlockCache(arena.allocate((long) SLOTS * BlockCache.FRAME_BYTES, 4_096), SLACK);
    private final FakeFrames frames = new FakeFrames();

    @AfterEach
    void nothingIsHeldAfterTheTest() {
        cache.close();
        CacheMeasures measures = cache.measures();
        assertEquals(0, measures.heldFrames(), measures::toString);
        assertEquals(SLOTS, measures.freeFrames(), measures::toString);
        assertEquals(0, measures.slackInUse(), measures::toString);
        arena.close();
    }

    @Test
    void aReadBringsItsFramesInOrderAndASecondOneFindsThemInMemory() throws IOException {
        for (int round = 0; round < 2; round++) {
            try (FrameRun run = cache.read(FakeFrames.key(1, 60), 4, frames)) {
                for (int i = 0; i < 4; i++) {
                    assertTrue(FakeFrames.holds(run.buffers().get(i), FakeFrames.key(1, 60 + i)));
                }
                assertEquals(3L * BlockCache.FRAME_BYTES + FakeFrames.LAST_FRAME_BYTES, run.lengthBytes());
            }
        }
        assertEquals(1, frames.loads(FakeFrames.key(1, 61)));
        assertEquals(4, cache.measures().hits());
        assertEquals(4, cache.measures().misses());
    }

    @Test
    void onlyTheMissingFramesOfARunAreLoadedEachStretchInOneCall() throws IOException {
        cache.read(FakeFrames.key(1, 3), 2, frames).close();
        List<String> calls = new ArrayList<>();
        FrameLoader watched = (first, targets) -> {
            calls.add(first.frame() + "+" + targets.size());
            return frames.load(first, targets);
        };
        cache.read(FakeFrames.key(1, 0), 8, watched).close();
        assertEquals(List.of("0+3", "5+3"), calls);
    }

    @Test
    void theNonWaitingFormBringsWhatIsInMemoryOnly() throws IOException {
        FrameKey key = FakeFrames.key(1, 0);
        assertNull(cache.tryGet(key));
        assertFalse(cache.isPresentOrLoading(key));
        cache.read(key, 1, frames).close();
        assertTrue(cache.isPresentOrLoading(key));
        FrameBuffer buffer = Objects.requireNonNull(cache.tryGet(key));
        assertTrue(FakeFrames.holds(buffer, key));
        buffer.release();
    }

    @Test
    void objectsOfOneIdButAnotherSaltAreNotTheSame() throws IOException {
        FrameKey key = FakeFrames.key(1, 0);
        cache.read(key, 1, frames).close();
        ObjectName reborn = new ObjectName(key.object().volume(), key.object().object(), 78);
        assertNull(cache.tryGet(new FrameKey(reborn, 0)));
    }

    @Test
    void manyWhoMissOneFrameShareOneLoad() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        FrameLoader slow = (first, targets) -> {
            loading.countDown();
            waitFor(go);
            return frames.load(first, targets);
        };
        FrameKey key = FakeFrames.key(1, 0);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> readers = new ArrayList<>();
            readers.add(threads.submit(() -> reads(key, slow)));
            waitFor(loading);
            for (int i = 0; i < 20; i++) {
                readers.add(threads.submit(() -> reads(key, slow)));
            }
            while (cache.measures().shared() < 20) {
                Thread.onSpinWait();
            }
            go.countDown();
            for (Future<Boolean> reader : readers) {
                assertTrue(reader.get());
            }
        }
        assertEquals(1, frames.loads(key));
    }

    @Test
    void aFailedLoadReachesAllWhoWaitAndIsNotKept() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        IOException trouble = new IOException("the store is away");
        AtomicInteger calls = new AtomicInteger();
        FrameLoader failing = (_, _) -> {
            calls.incrementAndGet();
            waitFor(go);
            throw trouble;
        };
        FrameKey key = FakeFrames.key(1, 0);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> readers = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                readers.add(threads.submit(() -> reads(key, failing)));
            }
            while (cache.measures().shared() < 9) {
                Thread.onSpinWait();
            }
            go.countDown();
            for (Future<Boolean> reader : readers) {
                assertSame(
                        trouble,
                        assertThrows(ExecutionException.class, reader::get).getCause());
            }
        }
        assertEquals(1, calls.get());
        assertTrue(reads(key, frames));
    }

    @Test
    void aLoadThatFailsInTheMiddleOfARunLeavesNothingHeld() throws IOException {
        cache.read(FakeFrames.key(1, 2), 1, frames).close();
        FrameLoader failsLate = (first, targets) -> {
            if (first.frame() > 2) {
                throw new IOException("late");
            }
            return frames.load(first, targets);
        };
        assertThrows(IOException.class, () -> cache.read(FakeFrames.key(1, 0), 5, failsLate));
        assertEquals(0, cache.measures().heldFrames());
        assertNotNull(release(cache.tryGet(FakeFrames.key(1, 0))), "what was loaded before the failure is kept");
        assertNull(cache.tryGet(FakeFrames.key(1, 3)));
        assertTrue(reads(FakeFrames.key(1, 3), frames));
    }

    @Test
    void anInterruptedLoadIsLoadedAgainByOneWhoWaits() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        FrameLoader interrupted = (_, _) -> {
            loading.countDown();
            waitFor(go);
            throw new InterruptedIOException("as if");
        };
        FrameKey key = FakeFrames.key(1, 0);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> first = threads.submit(() -> reads(key, interrupted));
            waitFor(loading);
            Future<Boolean> second = threads.submit(() -> reads(key, frames));
            while (cache.measures().shared() < 1) {
                Thread.onSpinWait();
            }
            go.countDown();
            assertTrue(second.get());
            assertThrows(ExecutionException.class, first::get);
        }
    }

    @Test
    void oneWhoWaitsCanBeInterruptedAndTheLoadGoesOn() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        FrameLoader slow = (first, targets) -> {
            loading.countDown();
            waitFor(go);
            return frames.load(first, targets);
        };
        FrameKey key = FakeFrames.key(1, 0);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> first = threads.submit(() -> reads(key, slow));
            waitFor(loading);
            AtomicInteger interrupted = new AtomicInteger();
            Thread waiter = Thread.startVirtualThread(() -> {
                try {
                    cache.read(key, 1, slow).close();
                } catch (InterruptedIOException e) {
                    interrupted.incrementAndGet();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            while (cache.measures().shared() < 1) {
                Thread.onSpinWait();
            }
            waiter.interrupt();
            waiter.join();
            assertEquals(1, interrupted.get());
            go.countDown();
            assertTrue(first.get());
        }
    }

    @Test
    void aLoaderThatBringsAnImpossibleCountIsAMistake() {
        for (long bytes : new long[] {0, BlockCache.FRAME_BYTES, 2L * BlockCache.FRAME_BYTES + 1, -1}) {
            assertThrows(
                    IllegalStateException.class,
                    () -> cache.read(FakeFrames.key(1, 0), 2, (_, _) -> bytes).close());
        }
        assertEquals(0, cache.measures().heldFrames());
    }

    @Test
    void aBufferAtItsEndCannotComeBackToLife() throws IOException {
        FrameRun run = cache.read(FakeFrames.key(1, 0), 1, frames);
        FrameBuffer buffer = run.buffers().getFirst();
        cache.dropAll();
        run.close();
        assertFalse(buffer.tryReference());
        assertThrows(IllegalStateException.class, buffer::segment);
        // The memory is another frame's now; the old buffer must not reach it.
        try (FrameRun next = cache.read(FakeFrames.key(2, 0), 1, frames)) {
            assertFalse(buffer.tryReference());
            assertTrue(FakeFrames.holds(next.buffers().getFirst(), FakeFrames.key(2, 0)));
        }
    }

    @Test
    void aReleaseTooManyIsAMistake() {
        FrameMemory memory = new FrameMemory() {
            @Override
            public MemorySegment segment() {
                return MemorySegment.NULL;
            }

            @Override
            public boolean isPooled() {
                return false;
            }

            @Override
            public void giveBack() {}

            @Override
            public java.util.concurrent.Semaphore room() {
                return new java.util.concurrent.Semaphore(0);
            }
        };
        FrameBuffer buffer = new FrameBuffer(memory);
        buffer.release();
        assertThrows(IllegalStateException.class, buffer::release);
    }

    @Test
    void framesHeldByAReaderStayWhileOthersPushThemOut() throws IOException {
        try (FrameRun held = cache.read(FakeFrames.key(1, 0), 8, frames)) {
            for (int object = 2; object < 12; object++) {
                cache.read(FakeFrames.key(object, 0), 32, frames).close();
            }
            for (int i = 0; i < 8; i++) {
                assertTrue(FakeFrames.holds(held.buffers().get(i), FakeFrames.key(1, i)));
            }
        }
    }

    @Test
    void whenAllMemoryIsHeldReadsWaitAndTheNonWaitingFormSaysAbsent() throws Exception {
        FrameKey key = FakeFrames.key(9, 0);
        List<FrameRun> all = new ArrayList<>();
        // One thread holding several runs is what callers must not do; here it stands for many threads.
        all.add(cache.read(FakeFrames.key(1, 0), 60, frames));
        all.add(cache.read(FakeFrames.key(2, 0), SLOTS + SLACK - 60, frames));
        assertEquals(SLACK, cache.measures().slackInUse());
        assertNull(cache.tryGet(FakeFrames.key(1, 0)));
        assertEquals(0, cache.prefetch(key, 1, frames));
        assertFalse(all.getFirst().buffers().getFirst().retain());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> waiting = threads.submit(() -> reads(key, frames));
            assertThrows(java.util.concurrent.TimeoutException.class, () -> waiting.get(50, TimeUnit.MILLISECONDS));
            all.forEach(FrameRun::close);
            assertTrue(waiting.get(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void prefetchedFramesAreInMemoryAndNotHeld() throws IOException {
        assertEquals(8, cache.prefetch(FakeFrames.key(1, 0), 8, frames));
        assertEquals(4, cache.prefetch(FakeFrames.key(1, 4), 8, frames));
        assertEquals(0, cache.measures().heldFrames());
        FrameLoader never = (_, _) -> {
            throw new IOException("not in memory");
        };
        cache.read(FakeFrames.key(1, 0), 12, never).close();
    }

    @Test
    void aClosedCacheRefusesReadsAndKeepsNothingThatIsStillLoading() throws IOException {
        FrameLoader closing = (first, targets) -> {
            cache.close();
            return frames.load(first, targets);
        };
        cache.read(FakeFrames.key(1, 0), 2, closing).close();
        assertNull(cache.tryGet(FakeFrames.key(1, 0)));
        assertThrows(IllegalStateException.class, () -> cache.read(FakeFrames.key(1, 0), 1, frames));
    }

    @Test
    void manyThreadsWithLittleMemoryAndFailingLoadsReadRightBytesAndLeakNothing() throws Exception {
        AtomicInteger failures = new AtomicInteger();
        List<Callable<Integer>> calls = new ArrayList<>();
        for (int thread = 0; thread < 24; thread++) {
            long seed = SEED + thread;
            calls.add(() -> readAtRandom(new SplittableRandom(seed), failures));
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(calls.size())) {
            for (Future<Integer> each : threads.invokeAll(calls)) {
                assertTrue(each.get() > 0, "seed=" + SEED);
            }
        }
        CacheMeasures measures = cache.measures();
        assertTrue(failures.get() > 0 && measures.shared() > 0 && measures.hits() > 0, measures::toString);
    }

    private int readAtRandom(SplittableRandom random, AtomicInteger failures) throws IOException {
        int good = 0;
        FrameLoader unreliable = (first, targets) -> {
            if (random.nextInt(20) == 0) {
                throw new IOException("planned");
            }
            return frames.load(first, targets);
        };
        for (int i = 0; i < 1_500; i++) {
            FrameKey key = FakeFrames.key(1 + random.nextInt(6), random.nextInt(56));
            int count = 1 + random.nextInt(8);
            try {
                switch (random.nextInt(4)) {
                    case 0 -> good += tryReads(key);
                    case 1 -> cache.prefetch(key, count, unreliable);
                    default -> good += reads(key, count, unreliable);
                }
            } catch (IOException e) {
                assertEquals("planned", e.getMessage());
                failures.incrementAndGet();
            }
        }
        return good;
    }

    private int tryReads(FrameKey key) {
        FrameBuffer buffer = cache.tryGet(key);
        if (buffer == null) {
            return 0;
        }
        boolean twice = buffer.retain();
        assertTrue(FakeFrames.holds(buffer, key), "seed=" + SEED);
        buffer.release();
        if (twice) {
            assertTrue(FakeFrames.holds(buffer, key), "seed=" + SEED);
            buffer.release();
        }
        return 1;
    }

    private int reads(FrameKey first, int count, FrameLoader loader) throws IOException {
        try (FrameRun run = cache.read(first, count, loader)) {
            for (int i = 0; i < count; i++) {
                assertTrue(FakeFrames.holds(run.buffers().get(i), first.plus(i)), "seed=" + SEED);
            }
            Thread.onSpinWait();
            return count;
        }
    }

    private boolean reads(FrameKey key, FrameLoader loader) throws IOException {
        try (FrameRun run = cache.read(key, 1, loader)) {
            return FakeFrames.holds(run.buffers().getFirst(), key);
        }
    }

    private static FrameBuffer release(@org.jspecify.annotations.Nullable FrameBuffer buffer) {
        FrameBuffer there = Objects.requireNonNull(buffer);
        there.release();
        return there;
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            assertTrue(latch.await(60, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
