// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.linux.durable.LocalFolder;
import io.tarnfs.model.identity.Sequence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Readers beside a writer that publishes, checkpoints and compacts, on a real disk, with small pages and a
/// cache that holds a small part of them.
final class MvStateStoreStressTest {
    private static final long SEED = Long.getLong("tarn.seed", 17);
    private static final int READERS = 3;
    private static final int COMMANDS = 8_000;
    private static final int CHECKPOINT_EVERY = 200;
    private static final StateSettings SMALL = new StateSettings(1, 512, 1, 1 << 20);

    private Path scratch = Path.of(".");

    @BeforeEach
    void makeScratch() throws IOException {
        Path build = Files.createDirectories(Path.of(System.getProperty("tarn.build", "target")));
        scratch = Files.createTempDirectory(build, "state-store");
    }

    @AfterEach
    void removeScratch() throws IOException {
        try (var paths = Files.walk(scratch)) {
            for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }

    @Test
    void everyViewShowsWholeCommandsAndStaysAsItIs() throws Exception {
        Model model = new Model(5_000);
        AtomicBoolean done = new AtomicBoolean();
        AtomicLong views = new AtomicLong();
        try (ExecutorService pool = Executors.newFixedThreadPool(READERS);
                MvStateStore store = MvStateStore.open(LocalFolder.at(scratch), SMALL)) {
            model.command(store, new SplittableRandom(SEED));
            store.publish(new Sequence(model.count()));
            List<Future<?>> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                SplittableRandom random = new SplittableRandom(SEED + i);
                readers.add(pool.submit(() -> read(store, random, done, views)));
            }
            try {
                write(store, model);
            } finally {
                done.set(true);
            }
            for (Future<?> reader : readers) {
                joined(reader);
            }
            assertTrue(views.get() > 10, () -> "views=" + views);
            model.assertSame(store);
        } catch (AssertionError | ExecutionException e) {
            throw new AssertionError("tarn.seed=" + SEED, e);
        }
        try (MvStateStore store = MvStateStore.open(LocalFolder.at(scratch), SMALL)) {
            assertEquals(model.count(), store.checkpointed().value());
            model.assertSame(store);
        }
    }

    private static void joined(Future<?> reader) throws ExecutionException, InterruptedException {
        reader.get();
    }

    private static void write(MvStateStore store, Model model) throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < COMMANDS; i++) {
            model.command(store, random);
            store.publish(new Sequence(model.count()));
            if (i % CHECKPOINT_EVERY == 0) {
                long durable = store.checkpoint().value();
                assertTrue(durable <= model.count(), () -> "durable=" + durable);
                store.compactSlice();
            }
        }
    }

    private static void read(MvStateStore store, SplittableRandom random, AtomicBoolean done, AtomicLong views) {
        while (!done.get()) {
            try (StateView view = store.view()) {
                Model.assertWhole(view);
                for (int i = 0; i < 50; i++) {
                    view.get(Kinds.TEXTS, random.nextLong(5_000));
                }
                if (random.nextInt(10) == 0) {
                    long before = checksum(view);
                    Model.assertWhole(view);
                    assertEquals(before, checksum(view), "a view does not change");
                }
            }
            views.incrementAndGet();
        }
    }

    private static long checksum(StateView view) {
        long[] sum = {0};
        view.scan(Kinds.TEXTS, Long.MIN_VALUE, (key, value) -> {
            sum[0] = sum[0] * 31 + key * 7 + value.hashCode();
            return true;
        });
        view.scan(Kinds.ENTRIES, new Kinds.Entry(0, Long.MIN_VALUE, ""), (key, value) -> {
            sum[0] = sum[0] * 31 + key.hashCode() * 7L + value;
            return true;
        });
        return sum[0];
    }
}
