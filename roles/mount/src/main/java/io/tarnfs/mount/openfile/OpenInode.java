// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.openfile;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.tarnfs.model.content.Extent;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.namespace.Attributes;
import io.tarnfs.model.namespace.Command;
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
/// service lists.
/// [#flush] moves `active` to `batch`, uploads, lists, then drops the batch. If that fails the batch goes
/// back below
/// `active`: nothing is lost, and the next flush tries again under new object ids.
public final class OpenInode {
    private final InodeId inode;
    private final FileContext context;
    private final ReentrantLock flushing = new ReentrantLock();
    private final ReentrantReadWriteLock state = new ReentrantReadWriteLock();
    private final AtomicBoolean flushQueued = new AtomicBoolean();

    @GuardedBy("state")
    private DirtyMap active = new DirtyMap();

    @GuardedBy("state")
    private DirtyMap batch = new DirtyMap();

    @GuardedBy("state")
    private boolean clearSuid;

    /// Size in bytes as this mount sees it, dirty bytes included.
    private volatile long size;

    /// When the newest byte was written that the service does not list yet; null if there is none, or if
    /// the time was
    /// set by hand since.
    private volatile @Nullable Timestamp written;

    /// Monotonic time at which the oldest dirty byte was written; [Long#MAX_VALUE] if nothing is dirty.
    private volatile long dirtySinceNanos = Long.MAX_VALUE;

    /// Grows with each flush that an application asked for and that failed.
    private final AtomicInteger failures = new AtomicInteger();

    OpenInode(InodeId inode, FileContext context, long size) {
        this.inode = inode;
        this.context = context;
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

    /// Returns the monotonic time of the oldest dirty byte; [Long#MAX_VALUE] if nothing is dirty.
    long dirtySinceNanos() {
        return dirtySinceNanos;
    }

    /// Returns the attributes with size and times as this mount sees them.
    ///
    /// @param listed what the service said, asked after this open inode was found
    public Attributes overlay(Attributes listed) {
        Timestamp last = written;
        long current = size;
        if (last == null && current == listed.size()) {
            return listed;
        }
        Attributes.Times times = listed.times();
        if (last != null) {
            times = new Attributes.Times(times.access(), last, Timestamp.max(times.change(), last), times.birth());
        }
        return new Attributes(
                listed.inode(),
                listed.type(),
                listed.permissions(),
                listed.links(),
                listed.owner(),
                listed.device(),
                current,
                times,
                listed.flags(),
                listed.dataVersion());
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
            this.clearSuid |= clearSuid;
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

    /// Tells whether any byte is dirty or being flushed.
    public boolean isDirty() {
        state.readLock().lock();
        try {
            return !active.isEmpty() || !batch.isEmpty();
        } finally {
            state.readLock().unlock();
        }
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

    private record Flight(List<DirtyChunk> chunks, @Nullable Timestamp written, boolean clearSuid) {
        long end() {
            DirtyChunk last = chunks.getLast();
            return last.start() + last.valid().to(last.valid().count() - 1);
        }
    }

    private @Nullable Flight takeOff(boolean wholeBlocksOnly) {
        state.writeLock().lock();
        try {
            List<DirtyChunk> chunks = wholeBlocksOnly
                    ? active.takeFullBlocks(context.blockSizeBytes() / DirtyArena.CHUNK_BYTES)
                    : active.takeAll();
            if (chunks.isEmpty()) {
                return null;
            }
            batch.putBackBelow(chunks, context.arena());
            boolean clear = clearSuid;
            clearSuid = false;
            return new Flight(chunks, written, clear);
        } finally {
            state.writeLock().unlock();
        }
    }

    private @Nullable FsError fly(Flight flight) {
        FsError error;
        try {
            List<Extent> extents =
                    context.writer().store(inode, FlushPlan.objects(flight.chunks(), context.blockSizeBytes()));
            error = list(extents, flight);
        } catch (ContentWriter.NoSpaceException e) {
            context.flushFailed(inode, e);
            error = FsError.NO_SPACE;
        } catch (IOException e) {
            context.flushFailed(inode, e);
            error = FsError.IO;
        }
        land(flight, error != null && error != FsError.NOT_FOUND);
        return error == FsError.NOT_FOUND ? null : error;
    }

    /// Lists the extents in bounded commands; size and time come with the last.
    private @Nullable FsError list(List<Extent> extents, Flight flight) {
        for (int from = 0; from < extents.size(); from += Command.CommitExtents.EXTENTS_MAX) {
            int to = Math.min(extents.size(), from + Command.CommitExtents.EXTENTS_MAX);
            List<Extent> some = extents.subList(from, to);
            boolean last = to == extents.size();
            Outcome<Result.Node> outcome = context.session()
                    .executeOwn(header -> new Command.CommitExtents(
                            header,
                            inode,
                            some,
                            last ? flight.end() : 0,
                            last ? flight.written() : null,
                            flight.clearSuid()));
            if (outcome instanceof Outcome.Failure<Result.Node>(FsError error, String detail)) {
                if (error != FsError.NOT_FOUND) {
                    context.flushFailed(inode, new IOException("extents were refused: error=" + error + " " + detail));
                }
                return error;
            }
        }
        return null;
    }

    private void land(Flight flight, boolean failed) {
        state.writeLock().lock();
        try {
            List<DirtyChunk> flown = batch.takeAll();
            if (failed) {
                active.putBackBelow(flown, context.arena());
                clearSuid |= flight.clearSuid();
            } else {
                flown.forEach(chunk -> context.arena().give(chunk.bytes()));
                if (active.isEmpty()) {
                    dirtySinceNanos = Long.MAX_VALUE;
                    written = null;
                } else {
                    dirtySinceNanos = context.time().monotonicNanos();
                }
            }
        } finally {
            state.writeLock().unlock();
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
            dirtySinceNanos = Long.MAX_VALUE;
            written = null;
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

    /// Changes the size: waits for a flush on its way, then cuts dirty bytes together with what the service
    /// lists.
    public Outcome<Result.Node> changeSize(long newSize, AttributeSender sender) throws InterruptedException {
        flushing.lockInterruptibly();
        try {
            state.writeLock().lock();
            try {
                Outcome<Result.Node> outcome = sender.send();
                if (outcome instanceof Outcome.Success<Result.Node>) {
                    active.cut(newSize, context.arena());
                    size = newSize;
                    written = active.isEmpty() ? null : context.time().now();
                    dirtySinceNanos = active.isEmpty() ? Long.MAX_VALUE : dirtySinceNanos;
                }
                return outcome;
            } finally {
                state.writeLock().unlock();
            }
        } finally {
            flushing.unlock();
        }
    }

    /// Sends a change that sets the modification time by hand; later flushes of bytes written before leave
    /// it alone.
    public Outcome<Result.Node> changeTimes(AttributeSender sender) throws InterruptedException {
        flushing.lockInterruptibly();
        try {
            state.writeLock().lock();
            try {
                Outcome<Result.Node> outcome = sender.send();
                if (outcome instanceof Outcome.Success<Result.Node>) {
                    written = null;
                }
                return outcome;
            } finally {
                state.writeLock().unlock();
            }
        } finally {
            flushing.unlock();
        }
    }
}
