// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.openfile;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.tarnfs.model.content.Extent;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.namespace.AttributeChange;
import io.tarnfs.model.namespace.Attributes;
import io.tarnfs.model.namespace.Command;
import io.tarnfs.model.namespace.FileType;
import io.tarnfs.model.namespace.FsError;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.model.namespace.Result;
import io.tarnfs.model.time.Timestamp;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/// A file that is open at least once, with what was written to it and is not durable yet.
///
/// ## Locks, in the order of taking
/// 1. `flushing`: held while a batch is uploaded and listed, and while the file is cut or grown: one at a
/// time, so that
///    batches are listed in the order of writing and no batch brings cut bytes back.
/// 2. `state`: guards the two layers of dirty bytes. Held for copies in memory; while the file's size
/// changes, also
///    across the command to the service. Nothing is uploaded under it.
///
/// ## Layers
/// A byte is read from `active` (being written), else from `batch` (being flushed), else from what the
/// service lists. [#flush] moves `active` to `batch`, uploads, lists, then drops the batch. If that fails the
/// batch goes back below `active`: nothing is lost, and the next flush tries again under new object ids.
public final class OpenInode {
    private static final int GROUP_EXECUTE = 010;

    private final InodeId inode;
    private final FileContext context;
    private final ReentrantLock flushing = new ReentrantLock();
    private final ReentrantReadWriteLock state = new ReentrantReadWriteLock();
    private final AtomicBoolean flushQueued = new AtomicBoolean();

    @GuardedBy("state")
    private DirtyMap active = new DirtyMap();

    @GuardedBy("state")
    private DirtyMap batch = new DirtyMap();

    /// Whether suid and sgid are to be taken away by the next listing: a write by somebody unprivileged came
    /// since they were last set. Changed under `state`; true until nothing is dirty or on its way.
    private volatile boolean clearSuid;

    /// Whether any byte is dirty or being flushed. Changed under `state`; volatile, so that it is read
    /// without waiting for whoever holds the lock.
    private volatile boolean dirty;

    private final Landings landings;

    /// Size in bytes as this mount sees it, dirty bytes included.
    private volatile long size;

    /// When the newest byte was written that the service does not list yet; null if there is none, or if the
    /// time was set by hand since.
    private volatile @Nullable Timestamp written;

    /// Monotonic time at which the oldest byte was written that waits for its flush; [Long#MAX_VALUE] if
    /// there is none.
    private volatile long dirtySinceNanos = Long.MAX_VALUE;

    /// Grows with each flush that an application asked for and that failed.
    private final AtomicInteger failures = new AtomicInteger();

    OpenInode(InodeId inode, FileContext context, Landings landings, long size) {
        this.inode = inode;
        this.context = context;
        this.landings = landings;
        this.size = size;
    }

    /// Returns which inode it is.
    public InodeId inode() {
        return inode;
    }

    /// Returns the size in bytes, dirty bytes included.
    public long size() {
        return size;
    }

    /// Returns the number of failed flushes so far; a handle that was opened at a smaller one is suspect.
    public int failures() {
        return failures.get();
    }

    /// Returns the monotonic time of the oldest byte that waits for its flush; [Long#MAX_VALUE] if there is
    /// none.
    long dirtySinceNanos() {
        return dirtySinceNanos;
    }

    /// Returns the attributes with size, times and mode as this mount sees them.
    ///
    /// A flush that ends between the asking and this call makes a mixture of old and new: see [Landings].
    ///
    /// @param listed what the service said
    public Attributes overlay(Attributes listed) {
        if (listed.type() != FileType.REGULAR) {
            return listed;
        }
        Timestamp last = written;
        long current = size;
        boolean clears = clearSuid;
        if (last == null && current == listed.size() && !clears) {
            return listed;
        }
        Attributes.Times times = listed.times();
        if (last != null) {
            times = new Attributes.Times(times.access(), last, Timestamp.max(times.change(), last), times.birth());
        }
        return new Attributes(
                listed.inode(),
                listed.type(),
                clears ? withoutSuid(listed.permissions()) : listed.permissions(),
                listed.links(),
                listed.owner(),
                listed.device(),
                current,
                times,
                listed.flags(),
                listed.dataVersion());
    }

    /// As the service takes them away: sgid without the group's right to execute means something else
    /// (inode(7)).
    private static int withoutSuid(int permissions) {
        int cleared = permissions & ~Attributes.SUID;
        return (permissions & GROUP_EXECUTE) == 0 ? cleared : cleared & ~Attributes.SGID;
    }

    // ---- reading

    /// Takes the lock under which [#covers], [#touches] and [#overlayDirty] may be called.
    ///
    /// @return null if `mayWait` is false and the lock is not free at once
    public @Nullable Lock lockForRead(boolean mayWait) throws InterruptedException {
        Lock lock = state.readLock();
        if (mayWait) {
            lock.lockInterruptibly();
            return lock;
        }
        return lock.tryLock() ? lock : null;
    }

    /// Tells whether any byte from `offset` to `end` may be dirty. Under [#lockForRead].
    @SuppressWarnings("GuardedBy") // the caller holds the read lock
    public boolean touches(long offset, long end) {
        return active.touches(offset, end) || batch.touches(offset, end);
    }

    /// Tells whether one layer has all bytes from `offset` to `end`. Under [#lockForRead].
    @SuppressWarnings("GuardedBy") // the caller holds the read lock
    public boolean covers(long offset, long end) {
        return active.covers(offset, end) || (!active.touches(offset, end) && batch.covers(offset, end));
    }

    /// Copies all dirty bytes of the file from `offset` on over `target`. Under [#lockForRead].
    @SuppressWarnings("GuardedBy") // the caller holds the read lock
    public void overlayDirty(long offset, MemorySegment target) {
        batch.overlay(offset, target);
        active.overlay(offset, target);
    }

    // ---- writing

    /// What became of a write.
    public enum WriteOutcome {
        /// All bytes were taken.
        TAKEN,
        /// A lock is not free at once; nothing was taken.
        LOCKED,
        /// Not enough memory is free; nothing was taken.
        NO_MEMORY
    }

    /// Takes the bytes, all or none.
    ///
    /// @param mayWait   whether to wait for the lock; memory is never waited for here
    /// @param clearSuid whether suid and sgid are to be taken away with the flush
    public WriteOutcome write(long offset, MemorySegment payload, boolean mayWait, boolean clearSuid)
            throws InterruptedException {
        Lock lock = state.writeLock();
        if (mayWait) {
            lock.lockInterruptibly();
        } else if (!lock.tryLock()) {
            return WriteOutcome.LOCKED;
        }
        try {
            int length = Math.toIntExact(payload.byteSize());
            ArrayDeque<MemorySegment> fresh = context.arena().tryTake(active.missingChunks(offset, length));
            if (fresh == null) {
                return WriteOutcome.NO_MEMORY;
            }
            active.write(offset, payload, fresh);
            dirty = true;
            if (clearSuid) {
                this.clearSuid = true;
            }
            size = Math.max(size, offset + length);
            written = context.time().now();
            if (dirtySinceNanos == Long.MAX_VALUE) {
                dirtySinceNanos = context.time().monotonicNanos();
            }
            return WriteOutcome.TAKEN;
        } finally {
            lock.unlock();
        }
    }

    /// Tells whether any byte is dirty or being flushed. Never waits.
    public boolean isDirty() {
        return dirty;
    }

    /// Asks for a flush in the background to be started by the caller, unless one is queued already.
    boolean queueFlush() {
        return flushQueued.compareAndSet(false, true);
    }

    // ---- flushing

    /// Uploads and lists what is dirty; returns when it is durable. Waits for the store; not interruptible.
    ///
    /// @param wholeBlocksOnly leave blocks alone that are dirty in part only: more may come
    /// @return null if all went well, else why not; nothing is lost then
    @Nullable
    FsError flush(boolean wholeBlocksOnly) {
        flushing.lock();
        try {
            flushQueued.set(false);
            Flight flight = takeOff(wholeBlocksOnly);
            return flight == null ? null : fly(flight);
        } finally {
            flushing.unlock();
        }
    }

    /// Counts a flush that an application asked for and that failed.
    void countFailure() {
        failures.incrementAndGet();
    }

    /// What is on its way, and what was true when it took off.
    private record Flight(
            List<DirtyChunk> chunks, @Nullable Timestamp written, boolean clearSuid, long dirtySinceNanos) {}

    private @Nullable Flight takeOff(boolean wholeBlocksOnly) {
        state.writeLock().lock();
        try {
            List<DirtyChunk> chunks = wholeBlocksOnly
                    ? active.takeFullBlocks(context.blockSizeBytes() / DirtyArena.CHUNK_BYTES)
                    : active.takeAll();
            if (chunks.isEmpty()) {
                return null;
            }
            if (!batch.isEmpty()) {
                throw new IllegalStateException("a batch never landed: inode=" + inode.value());
            }
            batch.putBackBelow(chunks, context.arena());
            Flight flight = new Flight(chunks, written, clearSuid, dirtySinceNanos);
            if (active.isEmpty()) {
                dirtySinceNanos = Long.MAX_VALUE;
            }
            return flight;
        } finally {
            state.writeLock().unlock();
        }
    }

    /// Whatever is thrown, the batch lands: bytes that stayed in it would lie below newer ones for ever.
    private @Nullable FsError fly(Flight flight) {
        boolean failed = true;
        try {
            List<Extent> extents =
                    context.writer().store(inode, FlushPlan.objects(flight.chunks(), context.blockSizeBytes()));
            FsError error = list(extents, flight);
            // A file that is gone for good needs its bytes no more.
            failed = error != null && error != FsError.NOT_FOUND;
            return failed ? error : null;
        } catch (ContentWriter.NoSpaceException e) {
            context.flushFailed(inode, e);
            return FsError.NO_SPACE;
        } catch (IOException | RuntimeException e) {
            context.flushFailed(inode, e);
            return FsError.IO;
        } finally {
            land(flight, failed);
        }
    }

    /// Lists the extents in bounded commands, in ascending order; the time comes with the last.
    ///
    /// Each command makes the file long enough for its own extents: the service drops what lies behind the
    /// end.
    private @Nullable FsError list(List<Extent> extents, Flight flight) {
        for (int from = 0; from < extents.size(); from += Command.CommitExtents.EXTENTS_MAX) {
            int to = Math.min(extents.size(), from + Command.CommitExtents.EXTENTS_MAX);
            List<Extent> some = extents.subList(from, to);
            boolean last = to == extents.size();
            Outcome<Result.Node> outcome = context.session()
                    .executeOwn(header -> new Command.CommitExtents(
                            header, inode, some, endOf(some), last ? flight.written() : null, flight.clearSuid()));
            if (outcome instanceof Outcome.Failure<Result.Node>(FsError error, String detail)) {
                if (error != FsError.NOT_FOUND) {
                    context.flushFailed(inode, new IOException("extents were refused: error=" + error + " " + detail));
                }
                return error;
            }
        }
        return null;
    }

    private long endOf(List<Extent> extents) {
        return extents.stream()
                .mapToLong(extent -> extent.block() * context.blockSizeBytes() + extent.end())
                .max()
                .orElse(0);
    }

    private void land(Flight flight, boolean failed) {
        state.writeLock().lock();
        try {
            // Before anything is forgotten: who sees it forgotten sees the landing too.
            landings.landed();
            List<DirtyChunk> flown = batch.takeAll();
            if (failed) {
                active.putBackBelow(flown, context.arena());
                dirtySinceNanos = Math.min(dirtySinceNanos, flight.dirtySinceNanos());
            } else {
                flown.forEach(chunk -> context.arena().give(chunk.bytes()));
            }
            forgetIfClean();
        } finally {
            state.writeLock().unlock();
        }
    }

    @GuardedBy("state")
    private void forgetIfClean() {
        dirty = !active.isEmpty();
        if (!dirty) {
            dirtySinceNanos = Long.MAX_VALUE;
            written = null;
            clearSuid = false;
        }
    }

    /// Forgets everything dirty: the file has no name and no handle, or its data was given up.
    ///
    /// @return how many bytes' worth of chunks were dirty
    long discard() {
        flushing.lock();
        state.writeLock().lock();
        try {
            List<DirtyChunk> chunks = active.takeAll();
            chunks.forEach(chunk -> context.arena().give(chunk.bytes()));
            forgetIfClean();
            return (long) chunks.size() * DirtyArena.CHUNK_BYTES;
        } finally {
            state.writeLock().unlock();
            flushing.unlock();
        }
    }

    // ---- attributes

    /// What sends a change of attributes to the service.
    public interface AttributeSender {
        /// Sends it and waits.
        Outcome<Result.Node> send();
    }

    /// Tells whether a change of attributes must come through [#change], since what is dirty depends on it.
    public boolean concerns(AttributeChange change) {
        return change.size() != null || change.modification() != null || (change.permissions() != null && clearSuid);
    }

    /// Sends a change of attributes: waits for a flush on its way, then cuts dirty bytes together with what
    /// the service lists. A time or mode that is set now stays when bytes are flushed that were written
    /// before.
    public Outcome<Result.Node> change(AttributeChange change, AttributeSender sender) throws InterruptedException {
        flushing.lockInterruptibly();
        try {
            state.writeLock().lock();
            try {
                Outcome<Result.Node> outcome = sender.send();
                if (outcome instanceof Outcome.Success<Result.Node>) {
                    changed(change);
                }
                return outcome;
            } finally {
                state.writeLock().unlock();
            }
        } finally {
            flushing.unlock();
        }
    }

    @GuardedBy("state")
    private void changed(AttributeChange change) {
        Long newSize = change.size();
        if (newSize != null) {
            active.cut(newSize, context.arena());
            size = newSize;
        }
        if (newSize != null || change.modification() != null) {
            written = null;
        }
        if (change.permissions() != null) {
            clearSuid = false;
        }
        forgetIfClean();
    }
}
