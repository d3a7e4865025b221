// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.filesystem;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.linux.durable.PowerLossFolder;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.mount.vfs.FileCalls;
import io.tarnfs.sealing.KeyFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The power goes while threads write: whatever a sync or a rename acknowledged is there afterwards.
///
/// Each file consists of numbers far apart, so that a flush is many pieces. A number only grows: the one found
/// is at least the acknowledged one and at most the last that was written.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class PowerCutTest {
    private static final int LIVES = 4;
    private static final int WRITERS = 3;
    private static final int NUMBERS = 500;
    /// A multiple of eight, so that no number lies in two chunks.
    private static final long APART = 1_336;
    private static final int SYNCS_MIN = 3;

    private final long seed = Long.getLong("tarn.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final KeyFile key = KeyFile.random(new SecureRandom());

    /// One thread with one file.
    private final class Writer {
        private final int number;
        private final Random choice;
        private final long[] acknowledged = new long[NUMBERS];
        private final long[] written = new long[NUMBERS];
        private int generation;
        private boolean renaming;

        Writer(int number) {
            this.number = number;
            this.choice = new Random(seed + number);
        }

        private String name(int life) {
            return "f" + number + "-" + life;
        }

        /// Writes until a call fails.
        void run(ScratchVolume volume, CountDownLatch syncs) throws InterruptedException {
            if (!(volume.create(name(generation)) instanceof Outcome.Success<FileCalls.Opened>(var opened, var _))) {
                return;
            }
            while (true) {
                int count = 1 + choice.nextInt(NUMBERS);
                for (int i = 0; i < count; i++) {
                    int index = choice.nextInt(NUMBERS);
                    byte[] bytes = ByteBuffer.allocate(Long.BYTES)
                            .putLong(++written[index])
                            .array();
                    if (!(volume.write(opened.handle(), index * APART, bytes) instanceof Outcome.Success)) {
                        return;
                    }
                }
                renaming = choice.nextInt(4) == 0;
                Outcome<?> outcome =
                        renaming ? volume.rename(name(generation), name(generation + 1)) : volume.sync(opened.handle());
                if (!(outcome instanceof Outcome.Success)) {
                    return;
                }
                System.arraycopy(written, 0, acknowledged, 0, NUMBERS);
                generation += renaming ? 1 : 0;
                renaming = false;
                syncs.countDown();
            }
        }

        /// Compares, and goes on from what was found.
        void check(ScratchVolume volume) throws InterruptedException {
            if (renaming && volume.lookup(name(generation + 1)) instanceof Outcome.Success) {
                generation++;
            }
            renaming = false;
            long handle = success(volume.create(name(generation))).handle();
            for (int i = 0; i < NUMBERS; i++) {
                byte[] bytes =
                        volume.read(handle, i * APART, Long.BYTES).bytes().toArray();
                long found = bytes.length == Long.BYTES ? ByteBuffer.wrap(bytes).getLong() : 0;
                int index = i;
                assertTrue(
                        found >= acknowledged[i] && found <= written[i],
                        () -> "file=" + number + " index=" + index + " found=" + found + " acknowledged="
                                + acknowledged[index] + " written=" + written[index] + " seed=" + seed);
                acknowledged[i] = found;
                written[i] = found;
            }
            volume.release(handle);
        }
    }

    @Test
    void whatWasAcknowledgedIsThereAfterThePowerWasCut() throws Exception {
        List<Writer> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            writers.add(new Writer(i));
        }
        PowerLossFolder disk = new PowerLossFolder();
        for (int life = 0; life < LIVES; life++) {
            disk = liveAndCrash(disk, writers);
        }
        try (ScratchNode node = ScratchNode.start(ScratchNode.Folders.in(disk), key, store -> store)) {
            for (Writer writer : writers) {
                writer.check(node.calls());
            }
        }
    }

    private PowerLossFolder liveAndCrash(PowerLossFolder disk, List<Writer> writers) throws Exception {
        ScratchNode node = ScratchNode.start(ScratchNode.Folders.in(disk), key, store -> store);
        for (Writer writer : writers) {
            writer.check(node.calls());
        }
        CountDownLatch syncs = new CountDownLatch(SYNCS_MIN + random.nextInt(10));
        PowerLossFolder left;
        ExecutorService threads = Executors.newFixedThreadPool(
                WRITERS, Thread.ofPlatform().daemon().name("writer-", 0).factory());
        try {
            List<Future<?>> running = new ArrayList<>();
            for (Writer writer : writers) {
                running.add(threads.submit(() -> {
                    writer.run(node.calls(), syncs);
                    return writer;
                }));
            }
            assertTrue(syncs.await(2, TimeUnit.MINUTES), () -> "nothing goes on: seed=" + seed);
            left = disk.crash(random);
            for (Future<?> one : running) {
                one.get(3, TimeUnit.MINUTES);
            }
        } finally {
            threads.shutdownNow();
        }
        try {
            node.close();
        } catch (IOException e) {
            // Nothing can be closed in order without power; only its memory and threads are let go.
            assertTrue(e.getMessage() != null, "seed=" + seed);
        }
        return left;
    }

    private <T> T success(Outcome<T> outcome) {
        if (outcome instanceof Outcome.Success<T>(T value, var _)) {
            return value;
        }
        throw new AssertionError(outcome + " seed=" + seed);
    }
}
