// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.openfile;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The memory for bytes that were written and are not yet durable, cut into chunks of equal size.
///
/// The region is mapped from a memfd, so that a keeper which holds the descriptor can save what a killed
/// process had not uploaded yet. May be used from any thread; `lock` guards the free list and is held for a
/// few instructions.
public final class DirtyArena {
    /// Bytes a chunk. One frame of an object, so that a chunk written whole is sealed without a seam.
    public static final int CHUNK_BYTES = 128 << 10;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition given = lock.newCondition();
    private final int chunks;

    @GuardedBy("lock")
    private final ArrayDeque<MemorySegment> free = new ArrayDeque<>();

    /// Cuts a region into chunks; what is left over at its end is not used.
    ///
    /// @throws IllegalArgumentException if not even one chunk fits
    public DirtyArena(MemorySegment region) {
        chunks = Math.toIntExact(region.byteSize() / CHUNK_BYTES);
        if (chunks < 1) {
            throw new IllegalArgumentException("the arena holds no chunk: bytes=" + region.byteSize());
        }
        for (int i = 0; i < chunks; i++) {
            free.add(region.asSlice((long) i * CHUNK_BYTES, CHUNK_BYTES));
        }
    }

    /// Returns how many chunks there are in all.
    public int chunks() {
        return chunks;
    }

    /// Returns how many chunks are free.
    public int freeChunks() {
        lock.lock();
        try {
            return free.size();
        } finally {
            lock.unlock();
        }
    }

    /// Returns `count` chunks with any content, or null if fewer are free.
    @Nullable
    ArrayDeque<MemorySegment> tryTake(int count) {
        lock.lock();
        try {
            if (free.size() < count) {
                return null;
            }
            ArrayDeque<MemorySegment> taken = new ArrayDeque<>(count);
            for (int i = 0; i < count; i++) {
                taken.add(free.remove());
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /// Waits until at least `count` chunks are free. Another thread may be faster at taking them: try again
    /// then.
    ///
    /// @return false if that was not so within `nanos`
    boolean awaitFree(int count, long nanos) throws InterruptedException {
        long left = nanos;
        lock.lock();
        try {
            while (free.size() < count) {
                if (left <= 0) {
                    return false;
                }
                left = given.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Gives a chunk back.
    void give(MemorySegment chunk) {
        lock.lock();
        try {
            free.add(chunk);
            given.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
