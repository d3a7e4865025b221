// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.filesystem;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.namespace.Attributes;
import io.tarnfs.model.namespace.FsError;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.mount.vfs.FileCalls;
import io.tarnfs.sealing.KeyFile;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Random calls on a volume and on byte arrays, compared after each; with restarts in between.
final class RandomCallsTest {
    private static final int CALLS = 1_500;
    private static final int SIZE_MAX = 5 * ScratchNode.BLOCK;
    private static final int NAMES = 8;

    /// A file of the model: its bytes, and the handles that are open on it.
    private static final class File {
        private byte[] bytes = new byte[0];
        private InodeId inode = InodeId.ROOT;
        private final List<Long> handles = new ArrayList<>();
    }

    private final long seed = Long.getLong("tarn.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Map<String, File> names = new HashMap<>();
    private final List<File> open = new ArrayList<>();

    @Test
    void aVolumeBehavesLikeArraysOfBytesAlsoAfterRestarts(@TempDir Path folder) throws Exception {
        KeyFile key = KeyFile.random(new SecureRandom());
        for (int life = 0; life < 4; life++) {
            try (ScratchNode node = ScratchNode.start(folder, key, store -> store)) {
                ScratchVolume volume = node.calls();
                checkAll(volume);
                for (int i = 0; i < CALLS / 4; i++) {
                    step(volume);
                }
                checkAll(volume);
                open.forEach(file -> file.handles.forEach(volume::release));
                open.forEach(file -> file.handles.clear());
                open.clear();
            }
        }
    }

    private void step(ScratchVolume volume) throws InterruptedException {
        String name = "f" + random.nextInt(NAMES);
        File file = names.get(name);
        switch (random.nextInt(12)) {
            case 0, 1 -> openOrCreate(volume, name);
            case 2 -> remove(volume, name);
            case 3 -> rename(volume, name, "f" + random.nextInt(NAMES));
            case 4 -> close(volume);
            case 5 -> {
                if (file != null) {
                    truncate(volume, file);
                }
            }
            case 6 -> {
                if (!open.isEmpty()) {
                    success(volume.sync(anyHandle(anyOpen())));
                }
            }
            case 7 -> link(volume, name);
            case 8, 9 -> readAnywhere(volume);
            default -> writeAnywhere(volume);
        }
    }

    private void openOrCreate(ScratchVolume volume, String name) throws InterruptedException {
        File file = names.computeIfAbsent(name, _ -> new File());
        FileCalls.Opened opened = success(volume.create(name));
        file.inode = opened.attributes().inode();
        assertEquals(file.bytes.length, opened.attributes().size(), "seed=" + seed);
        file.handles.add(opened.handle());
        if (!open.contains(file)) {
            open.add(file);
        }
    }

    private void remove(ScratchVolume volume, String name) throws InterruptedException {
        Outcome<Attributes> outcome = volume.unlink(name);
        if (names.remove(name) == null) {
            assertEquals(Outcome.failure(FsError.NOT_FOUND), outcome, "seed=" + seed);
        } else {
            success(outcome);
        }
    }

    private void rename(ScratchVolume volume, String from, String to) throws InterruptedException {
        Outcome<?> outcome = volume.rename(from, to);
        File moved = names.get(from);
        if (moved == null) {
            assertEquals(Outcome.failure(FsError.NOT_FOUND), outcome, "seed=" + seed);
            return;
        }
        success(outcome);
        if (names.get(to) != moved) {
            names.remove(from);
            names.put(to, moved);
        }
    }

    private void link(ScratchVolume volume, String name) throws InterruptedException {
        File file = names.get(name);
        String other = "f" + random.nextInt(NAMES);
        if (file != null && !names.containsKey(other)) {
            success(volume.link(file.inode, other));
            names.put(other, file);
        }
    }

    private void close(ScratchVolume volume) throws InterruptedException {
        if (!open.isEmpty()) {
            File file = anyOpen();
            long handle = file.handles.removeLast();
            success(volume.sync(handle));
            volume.release(handle);
            if (file.handles.isEmpty()) {
                open.remove(file);
            }
        }
    }

    private void truncate(ScratchVolume volume, File file) throws InterruptedException {
        int size = random.nextInt(SIZE_MAX);
        success(volume.truncate(file.inode, size));
        file.bytes = Arrays.copyOf(file.bytes, size);
    }

    private void writeAnywhere(ScratchVolume volume) throws InterruptedException {
        if (open.isEmpty()) {
            return;
        }
        File file = anyOpen();
        int length = 1 + random.nextInt(random.nextInt(4) == 0 ? 2 * ScratchNode.BLOCK : 10_000);
        int offset = random.nextInt(SIZE_MAX - length);
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        assertEquals(length, success(volume.write(anyHandle(file), offset, bytes)), "seed=" + seed);
        file.bytes = Arrays.copyOf(file.bytes, Math.max(file.bytes.length, offset + length));
        System.arraycopy(bytes, 0, file.bytes, offset, length);
    }

    private void readAnywhere(ScratchVolume volume) throws InterruptedException {
        if (open.isEmpty()) {
            return;
        }
        File file = anyOpen();
        int offset = random.nextInt(SIZE_MAX);
        int length = 1 + random.nextInt(2 * ScratchNode.BLOCK);
        check(volume, file, anyHandle(file), offset, length);
    }

    private void check(ScratchVolume volume, File file, long handle, int offset, int length)
            throws InterruptedException {
        int from = Math.min(offset, file.bytes.length);
        byte[] expected = Arrays.copyOfRange(file.bytes, from, Math.min(file.bytes.length, from + length));
        ScratchVolume.Read read = volume.read(handle, offset, length);
        success(read.outcome());
        assertEquals(Bytes.copyOf(expected), read.bytes(), "seed=" + seed);
    }

    /// Names, sizes and bytes of everything.
    private void checkAll(ScratchVolume volume) throws InterruptedException {
        for (int i = 0; i < NAMES; i++) {
            String name = "f" + i;
            File file = names.get(name);
            Outcome<Attributes> found = volume.lookup(name);
            if (file == null) {
                assertEquals(Outcome.failure(FsError.NOT_FOUND), found, "seed=" + seed);
                continue;
            }
            assertEquals(file.bytes.length, success(found).size(), "seed=" + seed);
            FileCalls.Opened opened = success(volume.open(file.inode));
            for (int at = 0; at < file.bytes.length; at += ScratchNode.BLOCK) {
                check(volume, file, opened.handle(), at, ScratchNode.BLOCK);
            }
            volume.release(opened.handle());
        }
    }

    private File anyOpen() {
        return open.get(random.nextInt(open.size()));
    }

    private long anyHandle(File file) {
        return file.handles.get(random.nextInt(file.handles.size()));
    }

    private <T> T success(Outcome<T> outcome) {
        if (outcome instanceof Outcome.Success<T>(T value, var _)) {
            return value;
        }
        throw new AssertionError(outcome + " seed=" + seed);
    }
}
