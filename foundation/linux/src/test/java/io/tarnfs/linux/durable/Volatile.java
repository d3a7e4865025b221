// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.linux.durable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// The bytes of a file: as programs see them, as the disk certainly has them, and the changes in between.
///
/// Guarded by the monitor of [Power].
final class Volatile implements PowerLossFolder.Node {
    /// What a disk writes as a whole.
    static final int SECTOR_BYTES = 512;

    private Image current = new Image();
    private Image durable = new Image();
    private final List<Change> pending = new ArrayList<>();
    private int doomed;

    long size() {
        return current.size;
    }

    int read(byte[] target, long position) {
        if (position >= current.size) {
            return 0;
        }
        int count = (int) Math.min(target.length, current.size - position);
        System.arraycopy(current.bytes, (int) position, target, 0, count);
        return count;
    }

    void change(Change change) {
        change.apply(current);
        pending.add(change);
    }

    /// Makes all changes durable but those that an earlier, failed sync had in hand: the kernel took them
    /// for written.
    void sync() {
        for (Change change : pending.subList(doomed, pending.size())) {
            change.apply(durable);
        }
        pending.subList(doomed, pending.size()).clear();
    }

    void failSync() {
        doomed = pending.size();
    }

    /// Returns what a machine finds after a power cut: each sector somewhere on its way from the durable
    /// bytes to the newest, and so the size.
    Volatile survivor(RandomGenerator random) {
        int applied = pending.size();
        Fate fate = Fate.values()[random.nextInt(Fate.values().length)];
        Image found = durable.copy();
        int sizeChanges = fate.choose(random, applied);
        for (int i = 0; i < sizeChanges; i++) {
            found.size = pending.get(i).sizeAfter(found.size);
        }
        found.reserve(found.size);
        for (long at = 0; at < found.size; at += SECTOR_BYTES) {
            int changes = fate.choose(random, applied);
            for (int i = 0; i < changes; i++) {
                pending.get(i).applyToSector(found, at);
            }
        }
        Arrays.fill(found.bytes, (int) found.size, found.bytes.length, (byte) 0);
        Volatile survivor = new Volatile();
        survivor.durable = found;
        survivor.current = found.copy();
        return survivor;
    }

    /// What happens to the unsynced changes of one file as a whole.
    private enum Fate {
        LOST,
        KEPT,
        TORN;

        int choose(RandomGenerator random, int changes) {
            return switch (this) {
                case LOST -> 0;
                case KEPT -> changes;
                case TORN -> random.nextInt(changes + 1);
            };
        }
    }

    /// Bytes and their count; what lies behind `size` in the array is zero.
    static final class Image {
        private byte[] bytes = new byte[0];
        private long size;

        Image copy() {
            Image copy = new Image();
            copy.bytes = Arrays.copyOf(bytes, (int) size);
            copy.size = size;
            return copy;
        }

        void reserve(long end) {
            if (end > bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(end, 2L * bytes.length)));
            }
        }
    }

    /// One unsynced change.
    sealed interface Change {
        long sizeAfter(long size);

        void apply(Image image);

        /// Does what the change does to the sector at `at`; the size stays.
        void applyToSector(Image image, long at);
    }

    static final class Written implements Change {
        private final byte[] bytes;
        private final long position;

        Written(byte[] bytes, long position) {
            this.bytes = bytes;
            this.position = position;
        }

        @Override
        public long sizeAfter(long size) {
            return Math.max(size, position + bytes.length);
        }

        @Override
        public void apply(Image image) {
            image.reserve(position + bytes.length);
            System.arraycopy(bytes, 0, image.bytes, (int) position, bytes.length);
            image.size = sizeAfter(image.size);
        }

        @Override
        public void applyToSector(Image image, long at) {
            long from = Math.max(at, position);
            long to = Math.min(Math.min(at + SECTOR_BYTES, image.size), position + bytes.length);
            if (from < to) {
                System.arraycopy(bytes, (int) (from - position), image.bytes, (int) from, (int) (to - from));
            }
        }
    }

    record Truncated(long size) implements Change {
        @Override
        public long sizeAfter(long before) {
            return Math.min(size, before);
        }

        @Override
        public void apply(Image image) {
            if (size < image.size) {
                Arrays.fill(image.bytes, (int) size, (int) image.size, (byte) 0);
                image.size = size;
            }
        }

        @Override
        public void applyToSector(Image image, long at) {
            long from = Math.max(at, size);
            long to = Math.min(at + SECTOR_BYTES, image.size);
            if (from < to) {
                Arrays.fill(image.bytes, (int) from, (int) to, (byte) 0);
            }
        }
    }
}
