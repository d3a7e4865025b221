// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.filesystem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.objectstore.ObjectStore;
import io.tarnfs.objectstore.StoreException;
import io.tarnfs.objectstore.StoreOperation;
import io.tarnfs.objectstoretestkit.Fault;
import io.tarnfs.objectstoretestkit.FaultPlan;
import io.tarnfs.objectstoretestkit.FaultyStore;
import io.tarnfs.sealing.KeyFile;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is durable when: after the moment in question the store takes nothing any more, and a restart shows what it
/// has.
final class DurabilityTest {
    private final AtomicReference<Fault> puts = new AtomicReference<>(new Fault.None());
    private final CountDownLatch firstPut = new CountDownLatch(1);
    private final KeyFile key = KeyFile.random(new SecureRandom());
    private final byte[] content = new byte[10_000];

    DurabilityTest() {
        Arrays.fill(content, (byte) 7);
    }

    private ObjectStore watched(ObjectStore store) {
        FaultPlan plan = (operation, _) -> {
            if (operation != StoreOperation.PUT) {
                return new Fault.None();
            }
            firstPut.countDown();
            return puts.get();
        };
        return new FaultyStore(store, plan, (Duration _) -> {});
    }

    /// S13: "A write with O_SYNC or O_DSYNC is durable when it returns."
    @Test
    void aSynchronousWriteIsDurableWhenItReturns(@TempDir Path folder) throws Exception {
        try (ScratchNode node = ScratchNode.start(folder, key, this::watched)) {
            long handle = success(node.calls().create("f")).handle();
            assertEquals(content.length, success(node.calls().writeSync(handle, 0, content)));
            puts.set(new Fault.FailBefore(StoreException.Kind.UNAVAILABLE));
        }
        assertContentAfterRestart(folder);
    }

    /// S12: "Bytes written and not synced are flushed in the background once they are 5 seconds old, which is looked
    /// at twice a second, and again later if that fails; `sync(2)` and `syncfs(2)` do not reach a FUSE file system
    /// and wait for nothing here."
    @Test
    void bytesThatNobodySyncedAreFlushedByTheirAge(@TempDir Path folder) throws Exception {
        try (ScratchNode node = ScratchNode.start(folder, key, this::watched)) {
            long handle = success(node.calls().create("f")).handle();
            assertEquals(content.length, success(node.calls().write(handle, 0, content)));
            assertTrue(firstPut.await(60, TimeUnit.SECONDS), "nothing was flushed");
            // The flush is on its way; a sync now has nothing left to store but waits for it.
            success(node.calls().sync(handle));
            puts.set(new Fault.FailBefore(StoreException.Kind.UNAVAILABLE));
        }
        assertContentAfterRestart(folder);
    }

    @Test
    void aFlushOfMorePiecesThanOneCommandListsLosesNone(@TempDir Path folder) throws Exception {
        int pieces = 700;
        int stride = 8 << 10;
        byte[] piece = {1, 2, 3, 4};
        try (ScratchNode node = ScratchNode.start(folder, key, store -> store)) {
            long handle = success(node.calls().create("f")).handle();
            for (int i = 0; i < pieces; i++) {
                success(node.calls().write(handle, (long) i * stride, piece));
            }
            success(node.calls().sync(handle));
            node.calls().release(handle);
        }
        try (ScratchNode node = ScratchNode.start(folder, key, store -> store)) {
            long handle = success(node.calls().create("f")).handle();
            for (int i = 0; i < pieces; i++) {
                assertEquals(
                        Bytes.copyOf(piece),
                        node.calls()
                                .read(handle, (long) i * stride, piece.length)
                                .bytes(),
                        "piece=" + i);
            }
            node.calls().release(handle);
        }
    }

    private void assertContentAfterRestart(Path folder) throws Exception {
        try (ScratchNode node = ScratchNode.start(folder, key, store -> store)) {
            long handle = success(node.calls().create("f")).handle();
            assertEquals(
                    Bytes.copyOf(content),
                    node.calls().read(handle, 0, content.length + 1).bytes());
            node.calls().release(handle);
        }
    }

    private static <T> T success(Outcome<T> outcome) {
        if (outcome instanceof Outcome.Success<T>(T value, var _)) {
            return value;
        }
        throw new AssertionError(outcome.toString());
    }
}
