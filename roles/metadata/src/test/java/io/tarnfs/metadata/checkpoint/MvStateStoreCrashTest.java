// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.checkpoint;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.linux.durable.PowerLossFolder;
import io.tarnfs.metadata.commandlog.OnCallersThread;
import io.tarnfs.model.identity.Sequence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Cuts the power at every step of a life of the store, several times in a row. Each seed is one life.
final class MvStateStoreCrashTest {
    private static final int SEEDS = 2;
    private static final int ACTIONS_OF_A_LIFE = 60;
    private static final StateSettings SMALL_PAGES = new StateSettings(1, 512, 1, 0);

    /// What a start may find: the state of each checkpoint that was begun, and the newest known to be
    /// durable.
    private static final class Promise {
        private final NavigableMap<Long, Model> begun = new TreeMap<>();
        private long durable;

        Promise(int keys) {
            begun.put(0L, new Model(keys));
        }
    }

    @Test
    void aStartFindsADurableCheckpointWholeAfterAPowerCutAtAnyStep() throws IOException {
        long first = Long.getLong("tarn.seed", 1);
        for (long seed = first; seed < first + SEEDS; seed++) {
            PowerLossFolder whole = new PowerLossFolder();
            live(whole, new Promise(100), seed);
            long steps = whole.steps();
            assertTrue(steps > 20, "steps=" + steps);
            for (long step = 1; step <= steps; step++) {
                try {
                    cutAt(step, seed);
                } catch (IOException | RuntimeException | AssertionError e) {
                    throw new AssertionError("tarn.seed=" + seed + " step=" + step, e);
                }
            }
        }
    }

    private static void cutAt(long step, long seed) throws IOException {
        RandomGenerator random = new SplittableRandom(seed * 31 + step);
        PowerLossFolder folder = new PowerLossFolder();
        folder.cutAt(step);
        Promise promise = new Promise(100);
        for (int life = 0; life < 3; life++) {
            try {
                live(folder, promise, life == 0 ? seed : random.nextLong());
            } catch (IOException | UncheckedIOException e) {
                if (!isPowerCut(e)) {
                    throw e;
                }
            }
            folder = folder.crash(random);
            folder.cutAt(1 + random.nextLong(80));
        }
        start(folder.crash(random), promise).close();
    }

    private static boolean isPowerCut(Throwable e) {
        return e instanceof PowerLossFolder.PowerCut || (e.getCause() != null && isPowerCut(e.getCause()));
    }

    private static MvStateStore start(PowerLossFolder folder, Promise promise) throws IOException {
        MvStateStore store = MvStateStore.open(folder, SMALL_PAGES, new OnCallersThread());
        long found = store.checkpointed().value();
        assertTrue(found >= promise.durable, () -> "found=" + found + " durable=" + promise.durable);
        Model model = promise.begun.get(found);
        assertNotNull(model, () -> "found=" + found + " begun=" + promise.begun.keySet());
        model.assertSame(store);
        promise.durable = found;
        promise.begun.tailMap(found, false).clear();
        promise.begun.headMap(found, false).clear();
        return store;
    }

    private static void live(PowerLossFolder folder, Promise promise, long seed) throws IOException {
        RandomGenerator random = new SplittableRandom(seed);
        MvStateStore store = start(folder, promise);
        Model model = promise.begun.lastEntry().getValue().copy();
        for (int i = 0; i < ACTIONS_OF_A_LIFE; i++) {
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> {
                    promise.begun.put(model.count(), model.copy());
                    promise.durable = store.checkpoint().value();
                }
                case 3 -> store.compactSlice();
                case 4 -> {
                    if (random.nextBoolean()) {
                        promise.begun.put(model.count(), model.copy());
                        store.close();
                    }
                    store = start(folder, promise);
                    model = promise.begun.lastEntry().getValue().copy();
                }
                default -> {
                    for (int commands = random.nextInt(20); commands >= 0; commands--) {
                        model.command(store, random);
                    }
                    store.publish(new Sequence(model.count()));
                }
            }
        }
    }
}
