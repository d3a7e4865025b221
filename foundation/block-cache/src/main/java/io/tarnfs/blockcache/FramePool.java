// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.blockcache;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The memory that frames are kept in: slots of a region that the caller gave, and a few frames
/// besides.
///
/// Locks: `lock` guards the free slots and the count of frames besides; held for a few instructions,
/// and nothing else is locked under it.
final class FramePool {
    private final MemorySegment region;
    private final Semaphore room;
    private final int slotCount;
    private final int slackMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();

    @GuardedBy("lock")
    private final int[] freeSlots;

    @GuardedBy("lock")
    private int freeCount;

    @GuardedBy("lock")
    private int slackUsed;

    /// @param slackMax frames besides the region at most
    FramePool(MemorySegment region, int slackMax, Semaphore room) {
        this.region = region;
        this.slackMax = slackMax;
        this.room = room;
        this.slotCount = Math.toIntExact(region.byteSize() / BlockCache.FRAME_BYTES);
        // The lowest slots are handed out first.
        this.freeSlots =
                IntStream.range(0, slotCount).map(i -> slotCount - 1 - i).toArray();
        this.freeCount = slotCount;
    }

    /// Returns a buffer on a slot of the region, or null if none is free.
    @Nullable
    FrameBuffer takeSlot() {
        lock.lock();
        try {
            return freeCount == 0 ? null : new FrameBuffer(new Slot(freeSlots[--freeCount]));
        } finally {
            lock.unlock();
        }
    }

    /// Returns a buffer on memory besides the region, or null if there is too much of it already.
    @Nullable
    FrameBuffer takeSlack() {
        lock.lock();
        try {
            if (slackUsed == slackMax) {
                return null;
            }
            slackUsed++;
        } finally {
            lock.unlock();
        }
        return new FrameBuffer(new Slack(Arena.ofShared()));
    }

    /// Waits until a slot is given back, or a moment.
    void awaitFreed(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (freeCount == 0 && left > 0) {
                left = freed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    int slotCount() {
        return slotCount;
    }

    int freeSlotCount() {
        lock.lock();
        try {
            return freeCount;
        } finally {
            lock.unlock();
        }
    }

    int slackUsed() {
        lock.lock();
        try {
            return slackUsed;
        } finally {
            lock.unlock();
        }
    }

    private final class Slot implements FrameMemory {
        private final int slot;

        Slot(int slot) {
            this.slot = slot;
        }

        @Override
        public MemorySegment segment() {
            return region.asSlice((long) slot * BlockCache.FRAME_BYTES, BlockCache.FRAME_BYTES);
        }

        @Override
        public boolean isPooled() {
            return true;
        }

        @Override
        public void giveBack() {
            lock.lock();
            try {
                freeSlots[freeCount++] = slot;
                freed.signal();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public Semaphore room() {
            return room;
        }
    }

    private final class Slack implements FrameMemory {
        private final Arena arena;
        private final MemorySegment segment;

        Slack(Arena arena) {
            this.arena = arena;
            this.segment = arena.allocate(BlockCache.FRAME_BYTES, 4_096);
        }

        @Override
        public MemorySegment segment() {
            return segment;
        }

        @Override
        public boolean isPooled() {
            return false;
        }

        @Override
        public void giveBack() {
            arena.close();
            lock.lock();
            try {
                slackUsed--;
                freed.signal();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public Semaphore room() {
            return room;
        }
    }
}
