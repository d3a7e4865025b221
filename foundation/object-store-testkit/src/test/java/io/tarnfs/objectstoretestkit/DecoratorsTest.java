// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.objectstoretestkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.linux.durable.PowerLossFolder;
import io.tarnfs.objectstore.Absent;
import io.tarnfs.objectstore.DirectoryStore;
import io.tarnfs.objectstore.Grant;
import io.tarnfs.objectstore.HeadAnswer;
import io.tarnfs.objectstore.LimitedStore;
import io.tarnfs.objectstore.MeasuredStore;
import io.tarnfs.objectstore.ObjectStore;
import io.tarnfs.objectstore.PutAnswer;
import io.tarnfs.objectstore.ReadAnswer;
import io.tarnfs.objectstore.RetryPolicy;
import io.tarnfs.objectstore.RetryingStore;
import io.tarnfs.objectstore.StoreException;
import io.tarnfs.objectstore.StoreException.Kind;
import io.tarnfs.objectstore.StoreKey;
import io.tarnfs.objectstore.StoreMeasures;
import io.tarnfs.objectstore.StoreOperation;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class DecoratorsTest {
    private static final long SEED = Long.getLong("tarn.seed", 20_261_120L);
    private static final StoreKey KEY = new StoreKey("v/aa/object-1");
    private static final RetryPolicy POLICY = new RetryPolicy(4, Duration.ofMillis(100), Duration.ofMillis(300));

    private final Arena arena = Arena.ofShared();
    private final List<MemorySegment> content = List.of(arena.allocate(1_000).fill((byte) 7));
    private final ObjectStore plain =
            DirectoryStore.open(new PowerLossFolder(), "disk", Runnable::run, new SplittableRandom(SEED));
    private final List<Duration> waits = new ArrayList<>();

    @AfterEach
    void release() {
        arena.close();
    }

    @Test
    void passingTroubleIsRetriedWithGrowingWaits() throws StoreException {
        List<Fault> faults = List.of(
                new Fault.FailBefore(Kind.RETRY),
                new Fault.FailBefore(Kind.THROTTLED),
                new Fault.FailBefore(Kind.RETRY));
        assertEquals(PutAnswer.STORED, retrying(StoreOperation.PUT, faults).put(Grant.WHOLE_STORE, KEY, content));
        assertEquals(3, waits.size());
        for (int i = 0; i < 3; i++) {
            long millisMax = Math.min(300, 100L << i);
            long millis = waits.get(i).toMillis();
            assertTrue(millis >= millisMax / 2 - 1 && millis <= millisMax, "waits=" + waits);
        }
    }

    @Test
    void aPutThatWasAppliedBeforeItsAnswerWasLostIsStored() throws StoreException {
        List<Fault> faults = List.of(new Fault.FailAfter(Kind.RETRY));
        assertEquals(PutAnswer.STORED, retrying(StoreOperation.PUT, faults).put(Grant.WHOLE_STORE, KEY, content));
        List<MemorySegment> other = List.of(arena.allocate(1_000).fill((byte) 8));
        assertEquals(PutAnswer.EXISTS, retrying(StoreOperation.PUT, faults).put(Grant.WHOLE_STORE, KEY, other));
    }

    @Test
    void whenTheTriesAreUsedUpTheStoreIsUnavailableAndTheCauseIsTold() {
        List<Fault> faults = List.of(
                new Fault.FailBefore(Kind.RETRY),
                new Fault.FailBefore(Kind.RETRY),
                new Fault.FailBefore(Kind.RETRY),
                new Fault.FailBefore(Kind.THROTTLED));
        StoreException gaveUp = assertThrows(
                StoreException.class,
                () -> retrying(StoreOperation.HEAD, faults).head(Grant.WHOLE_STORE, KEY));
        assertEquals(Kind.UNAVAILABLE, gaveUp.kind());
        assertEquals(KEY.value(), gaveUp.location());
        assertTrue(gaveUp.getCause() instanceof StoreException cause && cause.kind() == Kind.THROTTLED);
        assertEquals(3, waits.size());
    }

    @Test
    void troubleThatRepeatingDoesNotHelpIsNotRetried() {
        for (Kind kind : List.of(Kind.UNAVAILABLE, Kind.DENIED, Kind.GONE, Kind.FULL, Kind.CORRUPT)) {
            ObjectStore store = retrying(StoreOperation.READ, List.of(new Fault.FailBefore(kind)));
            MemorySegment target = content.getFirst();
            assertEquals(
                    kind,
                    assertThrows(StoreException.class, () -> store.read(Grant.WHOLE_STORE, KEY, 0, target))
                            .kind());
        }
        assertEquals(List.of(), waits);
    }

    @Test
    void anInterruptedWaitEndsTheCallWithTheFailureItWaitedAfter() {
        FaultPlan plan = FaultPlan.scripted(StoreOperation.HEAD, List.of(new Fault.FailBefore(Kind.THROTTLED)));
        ObjectStore store = new RetryingStore(
                new FaultyStore(plain, plan, _ -> {}),
                POLICY,
                _ -> {
                    throw new InterruptedException();
                },
                new SplittableRandom(SEED));
        assertEquals(
                Kind.THROTTLED,
                assertThrows(StoreException.class, () -> store.head(Grant.WHOLE_STORE, KEY))
                        .kind());
        assertTrue(Thread.interrupted());
    }

    @Test
    void onlySoManyCallsAreInTheStoreAtATime() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger insideMax = new AtomicInteger();
        FaultPlan slow = (_, _) -> new Fault.Slow(Duration.ofMillis(1));
        FaultyStore watched = new FaultyStore(plain, slow, _ -> {
            insideMax.accumulateAndGet(inside.incrementAndGet(), Math::max);
            Thread.onSpinWait();
            inside.decrementAndGet();
        });
        ObjectStore limited = new LimitedStore(watched, 3);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HeadAnswer>> calls = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                calls.add(threads.submit(() -> limited.head(Grant.WHOLE_STORE, KEY)));
            }
            for (Future<HeadAnswer> call : calls) {
                call.get();
            }
        }
        assertTrue(insideMax.get() >= 1 && insideMax.get() <= 3, "insideMax=" + insideMax);
    }

    @Test
    void callsBytesTimeAndFailuresAreCounted() throws StoreException {
        AtomicLong clock = new AtomicLong();
        FaultPlan plan = FaultPlan.scripted(
                StoreOperation.READ, List.of(new Fault.None(), new Fault.FailBefore(Kind.THROTTLED)));
        MeasuredStore measured = new MeasuredStore(new FaultyStore(plain, plan, _ -> {}), () -> clock.getAndAdd(10));
        measured.put(Grant.WHOLE_STORE, KEY, content);
        measured.put(Grant.WHOLE_STORE, KEY, content);
        measured.read(Grant.WHOLE_STORE, KEY, 900, arena.allocate(500));
        assertThrows(StoreException.class, () -> measured.read(Grant.WHOLE_STORE, KEY, 0, arena.allocate(1)));
        StoreMeasures measures = measured.snapshot();
        assertEquals(new StoreMeasures.Counts(2, 1_000, 20, 10, Map.of()), measures.of(StoreOperation.PUT));
        assertEquals(
                new StoreMeasures.Counts(2, 100, 20, 10, Map.of(Kind.THROTTLED, 1L)), measures.of(StoreOperation.READ));
        assertEquals(new StoreMeasures.Counts(0, 0, 0, 0, Map.of()), measures.of(StoreOperation.LIST));
    }

    @Test
    void aStackOfDecoratorsOverAnUnreliableStoreKeepsWhatItAcknowledges() throws StoreException {
        SplittableRandom random = new SplittableRandom(SEED);
        // Short and wrong reads pass through a retry: who opens the bytes finds them, not who moves them.
        FaultPlan plan = (_, _) -> switch (random.nextInt(8)) {
            case 0 -> new Fault.FailBefore(Kind.RETRY);
            case 1 -> new Fault.FailAfter(Kind.THROTTLED);
            case 2 -> new Fault.Slow(Duration.ofMillis(1));
            default -> new Fault.None();
        };
        FaultyStore faulty = new FaultyStore(plain, plan, _ -> {});
        RetryPolicy patient = new RetryPolicy(20, Duration.ofMillis(1), Duration.ofMillis(1));
        ObjectStore store = new RetryingStore(
                new LimitedStore(new MeasuredStore(faulty, System::nanoTime), 4), patient, _ -> {}, random.split());
        for (int i = 0; i < 300; i++) {
            StoreKey key = new StoreKey("v/aa/object-" + i);
            assertEquals(PutAnswer.STORED, store.put(Grant.WHOLE_STORE, key, content), "seed=" + SEED + " step=" + i);
            if (i % 3 == 0) {
                store.delete(Grant.WHOLE_STORE, key);
            }
            MemorySegment target = arena.allocate(1_001);
            Object expected = i % 3 == 0 ? Absent.ABSENT : new ReadAnswer.Read(1_000);
            assertEquals(expected, store.read(Grant.WHOLE_STORE, key, 0, target), "seed=" + SEED + " step=" + i);
        }
        assertTrue(faulty.faults() > 100, "faults=" + faulty.faults());
    }

    @Test
    void readsAreShortenedAndDamagedAsPlanned() throws StoreException {
        plain.put(Grant.WHOLE_STORE, KEY, content);
        FaultPlan plan = FaultPlan.scripted(
                StoreOperation.READ, List.of(new Fault.ShortRead(25), new Fault.FlipBit(8 * 17 + 3), new Fault.None()));
        FaultyStore faulty = new FaultyStore(plain, plan, _ -> {});
        MemorySegment target = arena.allocate(1_000);
        assertEquals(new ReadAnswer.Read(250), faulty.read(Grant.WHOLE_STORE, KEY, 0, target));
        assertEquals(new ReadAnswer.Read(1_000), faulty.read(Grant.WHOLE_STORE, KEY, 0, target));
        assertEquals(17, target.mismatch(content.getFirst()));
        faulty.read(Grant.WHOLE_STORE, KEY, 0, target);
        assertEquals(-1, target.mismatch(content.getFirst()));
        assertEquals(2, faulty.faults());
    }

    @Test
    void aSeededPlanGivesTheSameFaultsAgain() {
        List<Fault> first = draw(new SplittableRandom(SEED));
        assertEquals(first, draw(new SplittableRandom(SEED)));
        assertTrue(first.stream().map(Object::getClass).distinct().count() >= 5, first::toString);
    }

    private static List<Fault> draw(SplittableRandom random) {
        FaultPlan plan = FaultPlan.random(random, 50);
        List<Fault> drawn = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            drawn.add(plan.next(StoreOperation.READ, "k"));
        }
        return drawn;
    }

    private ObjectStore retrying(StoreOperation operation, List<Fault> faults) {
        FaultyStore faulty = new FaultyStore(plain, FaultPlan.scripted(operation, faults), _ -> {});
        return new RetryingStore(faulty, POLICY, waits::add, new SplittableRandom(SEED));
    }
}
