// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.commandlog;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.linux.durable.DurableFolder;
import io.tarnfs.linux.durable.PowerLossFolder;
import io.tarnfs.model.identity.Sequence;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Cuts the power at every step of a life of the log, several times in a row. Each seed is one life.
final class SegmentedLogCrashTest {
    private static final long SEGMENT_BYTES = 8 << 10;
    private static final int SEEDS = 4;
    private static final int STEPS_OF_A_LIFE = 40;

    private static long firstSeed() {
        return Long.getLong("tarn.seed", 1);
    }

    /// What may be relied upon, and what may be there besides.
    private static final class Promise {
        private long acknowledged;
        private long handedIn;
        private long checkpointed;
    }

    @Test
    void whatAppendReturnedForIsThereAfterAPowerCutAtAnyStepAndNothingElse() throws IOException {
        for (long seed = firstSeed(); seed < firstSeed() + SEEDS; seed++) {
            Entries entries = new Entries(seed, seed % 3 == 0 ? 3000 : 200);
            PowerLossFolder whole = new PowerLossFolder();
            live(whole, entries, new Promise(), seed);
            for (long step = 1; step <= whole.steps(); step++) {
                try {
                    cutAt(step, entries, seed);
                } catch (IOException | RuntimeException | AssertionError e) {
                    throw new AssertionError("tarn.seed=" + seed + " step=" + step, e);
                }
            }
        }
    }

    private static void cutAt(long step, Entries entries, long seed) throws IOException {
        RandomGenerator random = new SplittableRandom(seed * 31 + step);
        PowerLossFolder folder = new PowerLossFolder();
        folder.cutAt(step);
        Promise promise = new Promise();
        for (int life = 0; life < 4; life++) {
            try {
                live(folder, entries, promise, random.nextLong());
            } catch (IOException e) {
                if (!isPowerCut(e)) {
                    throw e;
                }
            }
            folder = folder.crash(random);
            folder.cutAt(1 + random.nextLong(60));
        }
        PowerLossFolder last = folder.crash(random);
        check(last, entries, promise);
    }

    private static boolean isPowerCut(Throwable e) {
        return e instanceof PowerLossFolder.PowerCut || (e.getCause() != null && isPowerCut(e.getCause()));
    }

    private static void check(DurableFolder folder, Entries entries, Promise promise) throws IOException {
        try (SegmentedLog log = Entries.open(folder, SEGMENT_BYTES)) {
            long found = entries.recover(log, promise.checkpointed);
            assertTrue(
                    found >= promise.acknowledged && found <= promise.handedIn,
                    () -> "found=" + found + " acknowledged=" + promise.acknowledged + " handedIn=" + promise.handedIn);
            promise.acknowledged = found;
            promise.handedIn = found;
        }
    }

    /// Recovers and then appends, releases, and now and then kills the process and starts again.
    private static void live(PowerLossFolder folder, Entries entries, Promise promise, long seed) throws IOException {
        RandomGenerator random = new SplittableRandom(seed);
        SegmentedLog log = start(folder, entries, promise);
        for (int i = 0; i < STEPS_OF_A_LIFE; i++) {
            switch (random.nextInt(10)) {
                case 0 -> {
                    long to = promise.checkpointed + random.nextLong(promise.acknowledged - promise.checkpointed + 1);
                    promise.checkpointed = to;
                    log.release(new Sequence(to));
                }
                case 1 -> log = start(folder, entries, promise);
                case 2 -> {
                    log.close();
                    log = start(folder, entries, promise);
                }
                default -> {
                    int count = 1 + random.nextInt(random.nextInt(8) == 0 ? 40 : 6);
                    long first = promise.acknowledged + 1;
                    promise.handedIn = Math.max(promise.handedIn, promise.acknowledged + count);
                    log.append(new Sequence(first), entries.batch(first, count));
                    promise.acknowledged += count;
                }
            }
        }
    }

    private static SegmentedLog start(PowerLossFolder folder, Entries entries, Promise promise) throws IOException {
        SegmentedLog log = Entries.open(folder, SEGMENT_BYTES);
        long found = entries.recover(log, promise.checkpointed);
        assertTrue(
                found >= promise.acknowledged && found <= promise.handedIn,
                () -> "found=" + found + " acknowledged=" + promise.acknowledged + " handedIn=" + promise.handedIn);
        // What was replayed was applied, so it must stay: it counts as acknowledged from here on.
        promise.acknowledged = found;
        promise.handedIn = found;
        return log;
    }
}
