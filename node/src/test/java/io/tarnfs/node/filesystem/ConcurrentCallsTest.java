// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.filesystem;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.mount.vfs.FileCalls;
import io.tarnfs.sealing.KeyFile;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Several threads on shared and on private files, with more dirty bytes than there is memory for.
///
/// A shared file is cut into pieces that do not end where chunks and blocks do, and each thread has every
/// n-th: what it wrote there it must read there, whatever the others do. A private file has one thread, which
/// also truncates, renames and removes it.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class ConcurrentCallsTest {
    private static final int THREADS = 5;
    private static final int CALLS = 400;
    private static final int SHARED = 3;
    private static final int PIECE = 3_001;
    private static final int PIECES = 50;
    private static final int PRIVATE_MAX = 12 * ScratchNode.BLOCK;

    private final long seed = Long.getLong("tarn.seed", System.nanoTime());

    /// The kernel holds the lock of a directory while a name in it changes.
    private final ReentrantLock directory = new ReentrantLock();

    /// What one thread does, and what it knows.
    private final class Worker {
        private final int number;
        private final Random random;
        private final byte[][][] pieces = new byte[SHARED][PIECES][0];
        private final long[] shared = new long[SHARED];
        private byte[] content = new byte[0];
        private int generation;
        private long handle = -1;
        private InodeId inode = InodeId.ROOT;

        Worker(int number) {
            this.number = number;
            this.random = new Random(seed + number);
        }

        void run(ScratchVolume volume) throws InterruptedException {
            for (int i = 0; i < SHARED; i++) {
                shared[i] = create(volume, "shared" + i).handle();
            }
            openPrivate(volume);
            for (int i = 0; i < CALLS; i++) {
                step(volume);
            }
            checkAll(volume);
            closePrivate(volume);
            for (long one : shared) {
                volume.release(one);
            }
        }

        private void step(ScratchVolume volume) throws InterruptedException {
            int file = random.nextInt(SHARED);
            int piece = random.nextInt(PIECES);
            switch (random.nextInt(14)) {
                case 0, 1, 2 -> {
                    pieces[file][piece] = bytes(1 + random.nextInt(PIECE));
                    success(volume.write(shared[file], at(piece), pieces[file][piece]));
                }
                case 3, 4 -> checkPiece(volume, file, piece);
                case 5 -> success(volume.sync(shared[file]));
                case 6 -> {
                    success(volume.sync(shared[file]));
                    volume.release(shared[file]);
                    shared[file] = create(volume, "shared" + file).handle();
                }
                case 7 -> {
                    int size = random.nextInt(PRIVATE_MAX);
                    success(volume.truncate(inode, size));
                    content = Arrays.copyOf(content, size);
                }
                case 8 -> rename(volume);
                case 9 -> {
                    closePrivate(volume);
                    openPrivate(volume);
                }
                case 10 -> removeWhileOpen(volume);
                case 11 -> checkPrivate(volume, random.nextInt(PRIVATE_MAX), 1 + random.nextInt(300_000));
                default -> writePrivate(volume);
            }
        }

        private long at(int piece) {
            return ((long) piece * THREADS + number) * PIECE;
        }

        private void checkPiece(ScratchVolume volume, int file, int piece) throws InterruptedException {
            byte[] expected = pieces[file][piece];
            assertEquals(
                    Bytes.copyOf(expected),
                    read(volume, shared[file], at(piece), expected.length),
                    () -> "file=" + file + " piece=" + piece + " thread=" + number + " seed=" + seed);
        }

        private void writePrivate(ScratchVolume volume) throws InterruptedException {
            byte[] bytes = bytes(1 + random.nextInt(random.nextInt(3) == 0 ? ScratchNode.BLOCK : 100));
            int offset = random.nextInt(PRIVATE_MAX - bytes.length);
            success(volume.write(handle, offset, bytes));
            content = Arrays.copyOf(content, Math.max(content.length, offset + bytes.length));
            System.arraycopy(bytes, 0, content, offset, bytes.length);
        }

        private void checkPrivate(ScratchVolume volume, int offset, int length) throws InterruptedException {
            int from = Math.min(offset, content.length);
            byte[] expected = Arrays.copyOfRange(content, from, Math.min(content.length, from + length));
            assertEquals(
                    Bytes.copyOf(expected),
                    read(volume, handle, offset, length),
                    () -> "offset=" + offset + " length=" + length + " thread=" + number + " seed=" + seed);
            assertEquals(content.length, success(volume.attributes(inode)).size(), () -> "seed=" + seed);
        }

        private String name() {
            return "private" + number + "-" + generation;
        }

        private void openPrivate(ScratchVolume volume) throws InterruptedException {
            FileCalls.Opened opened = create(volume, name());
            assertEquals(content.length, opened.attributes().size(), () -> "thread=" + number + " seed=" + seed);
            handle = opened.handle();
            inode = opened.attributes().inode();
        }

        private void closePrivate(ScratchVolume volume) throws InterruptedException {
            success(volume.sync(handle));
            volume.release(handle);
        }

        private void rename(ScratchVolume volume) throws InterruptedException {
            String from = name();
            generation++;
            directory.lock();
            try {
                success(volume.rename(from, name()));
            } finally {
                directory.unlock();
            }
        }

        /// An open file goes on without a name; the next of that name is another.
        private void removeWhileOpen(ScratchVolume volume) throws InterruptedException {
            directory.lock();
            try {
                success(volume.unlink(name()));
            } finally {
                directory.unlock();
            }
            writePrivate(volume);
            success(volume.sync(handle));
            checkPrivate(volume, 0, 300_000);
            volume.release(handle);
            content = new byte[0];
            openPrivate(volume);
        }

        void checkAll(ScratchVolume volume) throws InterruptedException {
            for (int file = 0; file < SHARED; file++) {
                for (int piece = 0; piece < PIECES; piece++) {
                    checkPiece(volume, file, piece);
                }
            }
            for (int offset = 0; offset <= content.length; offset += ScratchNode.BLOCK) {
                checkPrivate(volume, offset, ScratchNode.BLOCK);
            }
        }

        void checkAfterRestart(ScratchVolume volume) throws InterruptedException {
            for (int i = 0; i < SHARED; i++) {
                shared[i] = create(volume, "shared" + i).handle();
            }
            openPrivate(volume);
            checkAll(volume);
        }

        private byte[] bytes(int count) {
            byte[] bytes = new byte[count];
            random.nextBytes(bytes);
            return bytes;
        }
    }

    @Test
    void eachThreadReadsWhatItWroteAndNothingIsHeldAfterwards(@TempDir Path folder) throws Exception {
        KeyFile key = KeyFile.random(new SecureRandom());
        List<Worker> workers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            workers.add(new Worker(i));
        }
        ExecutorService threads = Executors.newFixedThreadPool(
                THREADS, Thread.ofPlatform().daemon().name("worker-", 0).factory());
        try (ScratchNode node = ScratchNode.start(folder, key, store -> store)) {
            List<Future<?>> running = new ArrayList<>();
            for (Worker worker : workers) {
                running.add(threads.submit(() -> {
                    worker.run(node.calls());
                    return worker;
                }));
            }
            for (Future<?> one : running) {
                one.get(3, TimeUnit.MINUTES);
            }
            assertEquals(0, node.gauge("tarn_mount_dirty_bytes"), () -> "seed=" + seed);
            node.awaitGauge("tarn_mount_held_frames", 0);
        } finally {
            threads.shutdownNow();
        }
        try (ScratchNode node = ScratchNode.start(folder, key, store -> store)) {
            for (Worker worker : workers) {
                worker.checkAfterRestart(node.calls());
            }
        }
    }

    private FileCalls.Opened create(ScratchVolume volume, String name) throws InterruptedException {
        directory.lock();
        try {
            return success(volume.create(name));
        } finally {
            directory.unlock();
        }
    }

    private Bytes read(ScratchVolume volume, long handle, long offset, int length) throws InterruptedException {
        ScratchVolume.Read read = volume.read(handle, offset, length);
        success(read.outcome());
        return read.bytes();
    }

    private <T> T success(Outcome<T> outcome) {
        if (outcome instanceof Outcome.Success<T>(T value, var _)) {
            return value;
        }
        throw new AssertionError(outcome + " seed=" + seed);
    }
}
