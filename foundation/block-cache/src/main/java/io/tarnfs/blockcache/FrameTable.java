// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.blockcache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Which frames are in memory, which are on their way, and memory for more of them.
///
/// The table holds one reference to each buffer in it.
final class FrameTable {
    /// One slot of so many stays out of Caffeine's hands, for loads in flight.
    private static final int HEADROOM_DIVISOR = 16;

    /// Idle frames pushed out at a time when no memory is left: a walk through Caffeine's order is
    /// worth more than one.
    private static final int EVICTION_BATCH = 16;

    /// How long to wait for a frame that another thread is just giving back, before looking again.
    private static final long FREED_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final FramePool pool;
    private final BlockCache.Counters counters;
    private final Cache<FrameKey, FrameBuffer> frames;
    private final Policy.Eviction<FrameKey, FrameBuffer> eviction;
    private final ConcurrentHashMap<FrameKey, Flight> flights = new ConcurrentHashMap<>();
    private volatile boolean closed;

    FrameTable(FramePool pool, BlockCache.Counters counters) {
        this.pool = pool;
        this.counters = counters;
        int slots = pool.slotCount();
        this.frames = Caffeine.newBuilder()
                .maximumWeight((long) (slots - slots / HEADROOM_DIVISOR) * BlockCache.FRAME_BYTES)
                .weigher((FrameKey key, FrameBuffer buffer) -> BlockCache.FRAME_BYTES)
                .executor(Runnable::run)
                .removalListener(FrameTable::removed)
                .build();
        this.eviction = frames.policy().eviction().orElseThrow();
    }

    BlockCache.Counters counters() {
        return counters;
    }

    /// Returns the buffer of a frame, not retained, or null; counts as use of the frame.
    @Nullable
    FrameBuffer present(FrameKey key) {
        return frames.getIfPresent(key);
    }

    /// Returns the buffer of a frame with one reference more, or null if it is not here or just goes.
    @Nullable
    FrameBuffer retained(FrameKey key) {
        FrameBuffer buffer = frames.getIfPresent(key);
        return buffer != null && buffer.tryReference() ? buffer : null;
    }

    boolean isPresent(FrameKey key) {
        return frames.policy().getIfPresentQuietly(key) != null;
    }

    boolean isPresentOrLoading(FrameKey key) {
        return isPresent(key) || flights.containsKey(key);
    }

    /// Claims the load of a frame.
    ///
    /// @return the flight of somebody who had claimed it before, or null if it is ours
    @Nullable
    Flight claim(FrameKey key, Flight ours) {
        return flights.putIfAbsent(key, ours);
    }

    /// Takes a claim back; the flight is ended by the caller afterwards.
    void unclaim(FrameKey key, Flight ours) {
        if (!flights.remove(key, ours)) {
            throw new IllegalStateException("a claim is not there any more: key=" + key);
        }
    }

    /// Keeps a loaded frame, of which the caller holds a reference.
    void admit(FrameKey key, FrameBuffer buffer) {
        if (!buffer.isCacheable() || closed) {
            return;
        }
        buffer.addReferences(1);
        frames.put(key, buffer);
        if (closed) {
            frames.invalidate(key);
        }
    }

    /// Returns memory for a frame with one reference, which is the caller's. The caller has room for
    /// it, so the wait ends: all that is not held by others with room is free, or idle, or just being
    /// given back.
    FrameBuffer takeMemory() throws InterruptedException {
        FrameBuffer buffer = pool.takeSlot();
        while (buffer == null) {
            // Evictions that are due but not done yet.
            frames.cleanUp();
            buffer = takeSlotOrSlack();
            if (buffer == null && !pushOutIdle()) {
                pool.awaitFreed(FREED_WAIT_NANOS);
            }
        }
        return buffer;
    }

    void dropAll() {
        frames.invalidateAll();
        frames.cleanUp();
    }

    void close() {
        closed = true;
        dropAll();
    }

    private @Nullable FrameBuffer takeSlotOrSlack() {
        FrameBuffer slot = pool.takeSlot();
        if (slot != null) {
            return slot;
        }
        FrameBuffer slack = pool.takeSlack();
        if (slack != null) {
            counters.slackFrames.increment();
        }
        return slack;
    }

    /// @return false if there was no idle frame
    private boolean pushOutIdle() {
        List<FrameKey> idle = eviction.coldest(
                entries -> entries.filter(entry -> entry.getValue().isIdle())
                        .limit(EVICTION_BATCH)
                        .map(Map.Entry::getKey)
                        .toList());
        frames.invalidateAll(idle);
        counters.evictedForRoom.add(idle.size());
        return !idle.isEmpty();
    }

    private static void removed(@Nullable FrameKey key, @Nullable FrameBuffer buffer, RemovalCause cause) {
        if (buffer != null) {
            buffer.dropReference();
        }
    }
}
