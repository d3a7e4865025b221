// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.filesystem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.namespace.FsError;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.mount.vfs.FileCalls;
import io.tarnfs.sealing.KeyFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Writes at the limits of what one flush or one file can hold, and what a write does to the mode.
final class WriteLimitsTest {
    private static final String DIRTY_BYTES = "tarn_mount_dirty_bytes";

    /// More than one command may list.
    private static final int PIECES = 1_000;

    private static final int APART = 777;

    private final KeyFile key = KeyFile.random(new SecureRandom());

    @Test
    void aFlushOfMorePiecesThanOneCommandListsLosesNone(@TempDir Path folder) throws Exception {
        try (ScratchNode node = ScratchNode.start(folder, key, store -> store)) {
            ScratchVolume volume = node.calls();
            long handle = success(volume.create("f")).handle();
            for (int i = 0; i < PIECES; i++) {
                success(volume.write(handle, (long) i * APART, piece(i)));
            }
            success(volume.sync(handle));
            assertEquals(0, node.gauge(DIRTY_BYTES));
            for (int i = 0; i < PIECES; i++) {
                byte[] expected = piece(i);
                assertEquals(
                        Bytes.copyOf(expected),
                        volume.read(handle, (long) i * APART, expected.length).bytes(),
                        "piece=" + i);
            }
            volume.release(handle);
        }
    }

    private static byte[] piece(int number) {
        return ("piece " + number).getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void aWriteBehindTheLargestFileIsRefusedAndTheOthersAreKept(@TempDir Path folder) throws Exception {
        try (ScratchNode node = ScratchNode.start(folder, key, store -> store)) {
            ScratchVolume volume = node.calls();
            FileCalls.Opened opened = success(volume.create("f"));
            long handle = opened.handle();
            byte[] bytes = piece(1);
            success(volume.write(handle, 0, bytes));
            assertEquals(FsError.FILE_TOO_BIG, error(volume.write(handle, FileCalls.SIZE_MAX, bytes)));
            assertEquals(FsError.FILE_TOO_BIG, error(volume.write(handle, Long.MAX_VALUE - 1, bytes)));
            success(volume.sync(handle));
            long last = FileCalls.SIZE_MAX - bytes.length;
            success(volume.write(handle, last, bytes));
            success(volume.sync(handle));
            assertEquals(Bytes.copyOf(bytes), volume.read(handle, last, 100).bytes());
            assertEquals(
                    Bytes.copyOf(bytes), volume.read(handle, 0, bytes.length).bytes());
            assertEquals(
                    FileCalls.SIZE_MAX,
                    success(volume.attributes(opened.attributes().inode())).size());
            volume.release(handle);
        }
    }

    @Test
    void aWriteOfTheUnprivilegedTakesSuidAwayAtOnceAndALaterChmodStays(@TempDir Path folder) throws Exception {
        try (ScratchNode node = ScratchNode.start(folder, key, store -> store)) {
            ScratchVolume volume = node.calls();
            FileCalls.Opened opened = success(volume.create("f"));
            InodeId inode = opened.attributes().inode();
            long handle = opened.handle();
            success(volume.chmod(inode, 06755));
            success(volume.writeUnprivileged(handle, 0, piece(1)));
            assertEquals(0755, success(volume.attributes(inode)).permissions(), "before the flush");
            success(volume.sync(handle));
            assertEquals(0755, success(volume.attributes(inode)).permissions(), "after the flush");

            success(volume.writeUnprivileged(handle, 0, piece(2)));
            assertEquals(04711, success(volume.chmod(inode, 04711)).permissions());
            success(volume.sync(handle));
            assertEquals(04711, success(volume.attributes(inode)).permissions(), "set after the write");
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
