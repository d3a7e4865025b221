// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.linux.durable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LocalFolderTest extends DurableFolderContract {
    private Path scratch = Path.of(".");

    @BeforeEach
    void makeScratch() throws IOException {
        Path build = Files.createDirectories(Path.of(System.getProperty("tarn.build", "target")));
        scratch = Files.createTempDirectory(build, "local-folder");
    }

    @AfterEach
    void removeScratch() throws IOException {
        try (var paths = Files.walk(scratch)) {
            for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }

    @Override
    DurableFolder folder() throws IOException {
        return LocalFolder.at(scratch.resolve("one").resolve("two"));
    }

    @Test
    void foldersAboveAreMade() throws IOException {
        folder();
        assertTrue(Files.isDirectory(scratch.resolve("one").resolve("two")));
    }

    @Test
    void anInterruptedThreadReadsAndWritesAndClosesTheFileForNobody() throws IOException {
        try (DurableFile file = folder().create("a")) {
            Thread.currentThread().interrupt();
            file.write(bytes("hello"), 0);
            file.sync();
            ByteBuffer target = ByteBuffer.allocate(5);
            assertEquals(5, file.read(target, 0));
            assertTrue(Thread.interrupted(), "the interrupt is still there for who waits");
            assertEquals("hello", text(file));
        }
    }

    @Test
    void largeTransfersGoThroughDirectAndHeapBuffersAlike() throws IOException {
        byte[] bytes = new byte[3 * Transfers.BYTES + 17];
        new SplittableRandom(1).nextBytes(bytes);
        try (DurableFile file = folder().create("a")) {
            file.write(ByteBuffer.wrap(bytes), 5);
            ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length + 10).position(3);
            assertEquals(bytes.length, file.read(direct, 5));
            assertEquals(ByteBuffer.wrap(bytes), direct.flip().position(3));
            file.write(direct.position(3), 1);
            ByteBuffer heap = ByteBuffer.allocate(bytes.length);
            assertEquals(bytes.length, file.read(heap, 1));
            assertEquals(ByteBuffer.wrap(bytes), heap.flip());
        }
    }

    @Test
    void aFileClosedWhileItIsReadIsNeverAnother() throws Exception {
        DurableFolder folder = folder();
        write(folder, "mine", "m".repeat(1000));
        write(folder, "other", "o".repeat(1000));
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
            AtomicReference<DurableFile> shared = new AtomicReference<>(folder.openForRead("mine"));
            List<Future<Long>> readers =
                    List.of(pool.submit(() -> readMine(shared, done)), pool.submit(() -> readMine(shared, done)));
            for (int i = 0; i < 2_000; i++) {
                DurableFile next = folder.openForRead("mine");
                shared.getAndSet(next).close();
                folder.openForRead("other").close();
            }
            done.set(true);
            for (Future<Long> reader : readers) {
                assertTrue(reader.get() >= 0);
            }
            shared.get().close();
        }
    }

    private static long readMine(AtomicReference<DurableFile> shared, AtomicBoolean done) {
        long whole = 0;
        while (!done.get()) {
            ByteBuffer target = ByteBuffer.allocate(1000);
            try {
                shared.get().read(target, 0);
            } catch (IOException e) {
                assertEquals("the file is closed", e.getMessage());
                continue;
            }
            for (byte b : target.array()) {
                assertEquals('m', b);
            }
            whole++;
        }
        return whole;
    }
}
