// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.filesystem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.namespace.FsError;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.objectstore.ObjectStore;
import io.tarnfs.objectstore.StoreException;
import io.tarnfs.objectstoretestkit.Fault;
import io.tarnfs.objectstoretestkit.FaultPlan;
import io.tarnfs.objectstoretestkit.FaultyStore;
import io.tarnfs.sealing.KeyFile;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A store that refuses, loses its answers or brings wrong bytes: errors, never wrong bytes, nothing lost.
final class FailingStoreTest {
    private static final Fault NONE = new Fault.None();

    private final AtomicReference<Fault> puts = new AtomicReference<>(NONE);
    private final AtomicReference<Fault> reads = new AtomicReference<>(NONE);
    private final KeyFile key = KeyFile.random(new SecureRandom());
    private final byte[] content = new byte[3 * ScratchNode.BLOCK / 2];

    FailingStoreTest() {
        new Random(42).nextBytes(content);
    }

    private ObjectStore faulty(ObjectStore store) {
        FaultPlan plan = (operation, _) -> switch (operation) {
            case PUT -> puts.get();
            case READ -> reads.get();
            case HEAD, DELETE, LIST -> NONE;
        };
        return new FaultyStore(store, plan, (Duration _) -> {});
    }

    @Test
    void aFlushThatFailsIsToldAtSyncAndAtCloseAndTheBytesAreStillThere(@TempDir Path folder) throws Exception {
        // S16: the next fsync or close of every descriptor fails, and goes on failing until the file is opened again.
        try (ScratchNode node = ScratchNode.start(folder, key, this::faulty)) {
            ScratchVolume volume = node.calls();
            long first = success(volume.create("f")).handle();
            long second = success(volume.create("f")).handle();
            success(volume.write(first, 0, content));
            puts.set(new Fault.FailBefore(StoreException.Kind.UNAVAILABLE));
            assertEquals(FsError.IO, error(volume.sync(first)));
            puts.set(NONE);
            assertEquals(FsError.IO, error(volume.sync(first)), "a suspect handle says so again");
            assertEquals(FsError.IO, error(volume.sync(second)), "every descriptor that was open is told");
            assertEquals(
                    Bytes.copyOf(content), volume.read(first, 0, content.length).bytes());
            long third = success(volume.create("f")).handle();
            success(volume.sync(third));
            volume.release(first);
            volume.release(second);
            volume.release(third);
        }
        assertContentAfterRestart(folder);
    }

    @Test
    void aFullStoreIsENOSPC(@TempDir Path folder) throws Exception {
        try (ScratchNode node = ScratchNode.start(folder, key, this::faulty)) {
            ScratchVolume volume = node.calls();
            long handle = success(volume.create("f")).handle();
            success(volume.write(handle, 0, content));
            puts.set(new Fault.FailBefore(StoreException.Kind.FULL));
            assertEquals(FsError.NO_SPACE, error(volume.sync(handle)));
            puts.set(NONE);
            volume.release(handle);
        }
        assertContentAfterRestart(folder);
    }

    @Test
    void aPutWhoseAnswerWasLostLosesNothing(@TempDir Path folder) throws Exception {
        try (ScratchNode node = ScratchNode.start(folder, key, this::faulty)) {
            ScratchVolume volume = node.calls();
            long handle = success(volume.create("f")).handle();
            success(volume.write(handle, 0, content));
            puts.set(new Fault.FailAfter(StoreException.Kind.RETRY));
            assertEquals(FsError.IO, error(volume.sync(handle)));
            puts.set(NONE);
            volume.release(handle);
        }
        assertContentAfterRestart(folder);
    }

    @Test
    void wrongOrMissingBytesAreEIONeverData(@TempDir Path folder) throws Exception {
        // S17: a stored object that was changed by as little as one bit is never read as data.
        try (ScratchNode node = ScratchNode.start(folder, key, store -> store)) {
            ScratchVolume volume = node.calls();
            long handle = success(volume.create("f")).handle();
            success(volume.write(handle, 0, content));
            success(volume.sync(handle));
            volume.release(handle);
        }
        Random random = new Random(Long.getLong("tarn.seed", 7));
        for (int life = 0; life < 3; life++) {
            // Each life begins with an empty memory cache.
            try (ScratchNode node = ScratchNode.start(folder, key, this::faulty)) {
                readWithFaults(node.calls(), random);
            }
        }
    }

    private void readWithFaults(ScratchVolume volume, Random random) throws InterruptedException {
        long handle = success(volume.create("f")).handle();
        int failed = 0;
        for (int i = 0; i < 20; i++) {
            reads.set(
                    i % 4 == 3
                            ? new Fault.ShortRead(random.nextInt(100))
                            : new Fault.FlipBit(random.nextLong(Long.MAX_VALUE)));
            int offset = random.nextInt(content.length - 1);
            ScratchVolume.Read read = volume.read(handle, offset, 1);
            if (read.outcome() instanceof Outcome.Success<Integer>) {
                assertEquals(content[offset], read.bytes().at(0));
            } else {
                assertEquals(FsError.IO, error(read.outcome()));
                failed++;
            }
        }
        assertTrue(failed > 0, "no fault was met");
        reads.set(NONE);
        assertEquals(
                Bytes.copyOf(content), volume.read(handle, 0, content.length).bytes());
        volume.release(handle);
    }

    private void assertContentAfterRestart(Path folder) throws Exception {
        try (ScratchNode node = ScratchNode.start(folder, key, store -> store)) {
            ScratchVolume volume = node.calls();
            long handle = success(volume.create("f")).handle();
            assertEquals(
                    Bytes.copyOf(content),
                    volume.read(handle, 0, content.length + 1).bytes());
            volume.release(handle);
        }
    }

    private static <T> T success(Outcome<T> outcome) {
        if (outcome instanceof Outcome.Success<T>(T value, var _)) {
            return value;
        }
        throw new AssertionError(outcome.toString());
    }

    private static FsError error(Outcome<?> outcome) {
        return assertInstanceOf(Outcome.Failure.class, outcome, outcome::toString)
                .error();
    }
}
