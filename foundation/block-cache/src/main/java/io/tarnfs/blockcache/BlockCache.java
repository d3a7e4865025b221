// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.blockcache;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Plain frames of objects in native memory, each loaded once however many ask for it.
///
/// ## Memory
/// Frames lie in slots of a region that the caller gives and takes back after [#close()] and after
/// every reader has released ([CacheMeasures#heldFrames()] is 0). Caffeine says which frame goes when
/// slots run low; it is told to keep some fewer than there are slots, so that a load finds one free.
/// When none is free the load takes one of a few frames *besides* the region, which is not cached
/// afterwards, and only then pushes out an idle frame.
///
/// ## Why a reader never waits for ever
/// Before a read takes anything it takes *room*: one unit for each frame that it asks for, all at once,
/// of as many units as there is memory, given back with each release. Who has room for a frame also
/// finds memory for it, because everything that is not held by somebody with room is free or can be
/// pushed out. So the only wait for memory is the wait for room, and it is made while holding nothing:
/// **a thread must hold no buffer while it calls [#read]**. A wait for another's load ends because that
/// one has all that it needs.
///
/// ## Sharing of loads
/// Of those who miss a frame one loads it and the others wait. A read first loads all that it has
/// claimed and then waits for others, so two reads of crossing runs cannot wait for each other. A
/// failure reaches all who wait and is not kept.
///
/// ## Threads and locks
/// All methods may be called from any thread, virtual ones too. [#tryGet] never waits. Locks are those
/// of [FramePool], [Flight] and Caffeine (its eviction runs in the calling thread and calls back into
/// `FramePool`); none is held while a loader runs, and none is taken under that of `FramePool` or
/// `Flight`.
public final class BlockCache implements AutoCloseable {
    /// Plain bytes in a frame; that of the object format.
    public static final int FRAME_BYTES = 128 * 1024;

    /// Frames in one read at most: the largest block.
    public static final int RUN_FRAMES_MAX = 64;

    private final FramePool pool;
    private final Semaphore room;
    private final int roomTotal;
    private final FrameTable table;
    private final Counters counters = new Counters();
    private volatile boolean closed;

    /// Makes a cache in a region of native memory; both stay the caller's.
    ///
    /// @param region   at least [#RUN_FRAMES_MAX] frames long; accessible from every thread that calls
    /// @param slackMax frames besides the region at most
    public BlockCache(MemorySegment region, int slackMax) {
        if (region.byteSize() < (long) RUN_FRAMES_MAX * FRAME_BYTES || slackMax < 0) {
            throw new IllegalArgumentException("regionBytes=" + region.byteSize() + " slackMax=" + slackMax
                    + " regionBytesMin=" + (long) RUN_FRAMES_MAX * FRAME_BYTES);
        }
        int slots = Math.toIntExact(region.byteSize() / FRAME_BYTES);
        this.roomTotal = slots + slackMax;
        this.room = new Semaphore(roomTotal, true);
        this.pool = new FramePool(region, slackMax, room);
        this.table = new FrameTable(pool, counters);
    }

    /// Returns the frame if it is in memory, without waiting for anything.
    ///
    /// @return a buffer that the caller releases; null if the frame is not in memory or no more can be
    ///     held now
    public @Nullable FrameBuffer tryGet(FrameKey key) {
        FrameBuffer buffer = table.present(key);
        if (buffer == null || !room.tryAcquire()) {
            return null;
        }
        if (!buffer.tryReference()) {
            room.release();
            return null;
        }
        counters.hits.increment();
        return buffer;
    }

    /// Tells whether the frame is in memory or on its way, without waiting and without counting as use.
    public boolean isPresentOrLoading(FrameKey key) {
        return table.isPresentOrLoading(key);
    }

    /// Returns frames that follow each other, loading those that are not in memory; waits for loads of
    /// others.
    ///
    /// The thread must hold no buffer of this cache (see above).
    ///
    /// @param count  1 to [#RUN_FRAMES_MAX]
    /// @param loader is called in this thread, once for each stretch of frames that nobody else has or
    ///     loads
    /// @return the frames, which the caller closes
    /// @throws IOException that of the loader, also of somebody else's for the same frame; an
    ///     `InterruptedIOException` if the thread was interrupted while waiting
    public FrameRun read(FrameKey first, int count, FrameLoader loader) throws IOException {
        check(count);
        takeRoom(count);
        Gathering gathering = new Gathering(table, room, first, count, loader);
        try {
            while (!gathering.isComplete()) {
                gathering.look();
                gathering.load();
                gathering.await();
            }
            return gathering.finish();
        } catch (InterruptedException e) {
            throw interrupted("waiting for the load of another", e);
        } finally {
            gathering.abandon();
        }
    }

    /// Loads frames that nobody has or loads, for a read to come, and holds none of them afterwards.
    /// Does not wait for memory or for others: what is not to be had without waiting is left out.
    ///
    /// @param count 1 to [#RUN_FRAMES_MAX]
    /// @return how many frames were loaded
    /// @throws IOException that of the loader; readers will meet it themselves, so a caller may just
    ///     count it
    public int prefetch(FrameKey first, int count, FrameLoader loader) throws IOException {
        check(count);
        if (!room.tryAcquire(count)) {
            return 0;
        }
        Gathering gathering = new Gathering(table, room, first, count, loader);
        try {
            int claimed = gathering.claim();
            gathering.load();
            counters.prefetched.add(claimed);
            gathering.finish().close();
            return claimed;
        } catch (InterruptedException e) {
            throw interrupted("taking memory", e);
        } finally {
            gathering.abandon();
        }
    }

    /// Returns what was counted so far.
    public CacheMeasures measures() {
        return new CacheMeasures(
                counters.hits.sum(),
                counters.misses.sum(),
                counters.shared.sum(),
                counters.prefetched.sum(),
                counters.failedLoads.sum(),
                counters.slackFrames.sum(),
                counters.evictedForRoom.sum(),
                pool.slotCount(),
                pool.freeSlotCount(),
                pool.slackUsed(),
                roomTotal - room.availablePermits());
    }

    /// Lets go of all frames that nobody holds; those that are held go with their release.
    public void dropAll() {
        table.dropAll();
    }

    /// Refuses further reads and lets go of all frames. The region may be unmapped when nobody holds a
    /// frame any more.
    @Override
    public void close() {
        closed = true;
        table.close();
    }

    private void check(int count) {
        if (count < 1 || count > RUN_FRAMES_MAX) {
            throw new IllegalArgumentException("count=" + count + " allowed=1.." + RUN_FRAMES_MAX);
        }
        if (closed) {
            throw new IllegalStateException("the block cache is closed");
        }
    }

    private void takeRoom(int count) throws InterruptedIOException {
        try {
            room.acquire(count);
        } catch (InterruptedException e) {
            throw interrupted("waiting for room", e);
        }
    }

    /// The flag is set again: who called knows what an interrupt means.
    private static InterruptedIOException interrupted(String meanwhile, InterruptedException cause) {
        Thread.currentThread().interrupt();
        InterruptedIOException thrown = new InterruptedIOException("a read of frames was interrupted: " + meanwhile);
        thrown.initCause(cause);
        return thrown;
    }

    /// The counters behind [CacheMeasures].
    static final class Counters {
        final LongAdder hits = new LongAdder();
        final LongAdder misses = new LongAdder();
        final LongAdder shared = new LongAdder();
        final LongAdder prefetched = new LongAdder();
        final LongAdder failedLoads = new LongAdder();
        final LongAdder slackFrames = new LongAdder();
        final LongAdder evictedForRoom = new LongAdder();
    }
}
