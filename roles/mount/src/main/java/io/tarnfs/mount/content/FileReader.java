// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.content;

import io.tarnfs.blockcache.BlockCache;
import io.tarnfs.blockcache.FrameBuffer;
import io.tarnfs.blockcache.FrameKey;
import io.tarnfs.blockcache.FrameRun;
import io.tarnfs.blockcache.ObjectName;
import io.tarnfs.blockcache.ReadAhead;
import io.tarnfs.model.content.FileExtents;
import io.tarnfs.model.content.Location;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.Sequence;
import io.tarnfs.model.metrics.Metrics;
import io.tarnfs.model.namespace.FsError;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.model.namespace.Query;
import io.tarnfs.mount.session.MountSession;
import io.tarnfs.sealing.FrameRange;
import io.tarnfs.sealing.InlineSealing;
import io.tarnfs.sealing.Opener;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/// Reads what the metadata service lists of a file: extents, then frames from the cache or the store.
///
/// A read of one object whose frames are in memory hands the cache's own memory on; one that is put together
/// from several places is copied once. May be used from any thread; waiting reads wait for the [StorePool].
public final class FileReader {
    private static final System.Logger LOG = System.getLogger(FileReader.class.getName());

    /// One request of 1 MiB: what the kernel asks for at a time.
    private static final int PREFETCH_FRAMES = 8;

    private final MountSession session;
    private final BlockCache cache;
    private final InlineSealing inline;
    private final StorePool pool;
    private final ObjectFetcher fetcher;

    /// Where bytes come from and how they are opened.
    ///
    /// @param store  the volume's objects
    /// @param opener opens them
    /// @param inline opens values kept in the metadata
    /// @param pool   the threads that do it
    public record Source(VolumeStore store, Opener opener, InlineSealing inline, StorePool pool) {}

    /// Reads a session's volume through a cache.
    public FileReader(MountSession session, BlockCache cache, Source source, Metrics metrics) {
        this.session = session;
        this.cache = cache;
        this.inline = source.inline();
        this.pool = source.pool();
        this.fetcher = new ObjectFetcher(source.store(), source.opener(), metrics);
    }

    /// Reads `count` bytes from `offset` on, all of them; what is not listed reads as zeros.
    ///
    /// @param mayWait whether to fetch what is not in memory
    /// @return `count`
    public Outcome<Integer> read(InodeId inode, long offset, int count, boolean mayWait, ReadSink sink)
            throws InterruptedException {
        Outcome<Integer> outcome = attempt(inode, offset, count, mayWait, sink);
        if (outcome instanceof Outcome.Failure<Integer>(FsError error, var _) && error == FsError.STALE) {
            // An object was deleted after its extent was listed as replaced: the new list does not name it.
            outcome = attempt(inode, offset, count, mayWait, sink);
        }
        return outcome instanceof Outcome.Failure<Integer>(FsError error, String detail) && error == FsError.STALE
                ? new Outcome.Failure<>(FsError.IO, detail)
                : outcome;
    }

    private Outcome<Integer> attempt(InodeId inode, long offset, int count, boolean mayWait, ReadSink sink)
            throws InterruptedException {
        return switch (extents(inode, offset, count, mayWait)) {
            case Outcome.Success<FileExtents>(FileExtents listed, Sequence at) -> {
                List<ReadPlan.Step> steps = ReadPlan.of(listed.extents(), offset, count, blockSizeBytes());
                if (mayWait) {
                    yield readWaiting(inode, steps, count, sink);
                }
                yield readFromMemory(steps, sink) ? new Outcome.Success<>(count, at) : new Outcome.WouldWait<>();
            }
            case Outcome.Failure<FileExtents>(FsError error, String detail) -> new Outcome.Failure<>(error, detail);
            case Outcome.WouldWait<FileExtents>() -> new Outcome.WouldWait<>();
        };
    }

    private Outcome<FileExtents> extents(InodeId inode, long offset, long count, boolean mayWait) {
        int block = blockSizeBytes();
        Query<FileExtents> query =
                new Query.GetExtents(session.volumeId(), inode, offset / block, (offset + count - 1) / block);
        return mayWait ? session.service().query(query) : session.service().tryQuery(query);
    }

    private int blockSizeBytes() {
        return session.volume().settings().blockSizeBytes();
    }

    // ---- from memory

    private boolean readFromMemory(List<ReadPlan.Step> steps, ReadSink sink) {
        List<FrameBuffer> held = new ArrayList<>();
        for (ReadPlan.Step step : steps) {
            if (!holdAll(step, held)) {
                held.forEach(FrameBuffer::release);
                return false;
            }
        }
        int next = 0;
        for (ReadPlan.Step step : steps) {
            switch (step) {
                case ReadPlan.Step.Hole(int length) -> sink.addZeros(length);
                case ReadPlan.Step.Stored object -> {
                    FrameRange frames = frames(object);
                    List<FrameBuffer> own = held.subList(next, next + frames.count());
                    emit(object, own, index -> own.get(index)::release, sink);
                    next += frames.count();
                }
                case ReadPlan.Step.Inline _ -> throw new IllegalStateException("inline values are not held in memory");
            }
        }
        return true;
    }

    private boolean holdAll(ReadPlan.Step step, List<FrameBuffer> held) {
        return switch (step) {
            case ReadPlan.Step.Hole _ -> true;
            case ReadPlan.Step.Inline _ -> false;
            case ReadPlan.Step.Stored object -> {
                FrameRange frames = frames(object);
                for (int frame = frames.first(); frame < frames.end(); frame++) {
                    FrameBuffer buffer = cache.tryGet(new FrameKey(name(object.location()), frame));
                    if (buffer == null) {
                        yield false;
                    }
                    held.add(buffer);
                }
                yield true;
            }
        };
    }

    // ---- from the store

    private Outcome<Integer> readWaiting(InodeId inode, List<ReadPlan.Step> steps, int count, ReadSink sink)
            throws InterruptedException {
        try {
            if (steps.size() == 1 && steps.getFirst() instanceof ReadPlan.Step.Stored object) {
                SharedRun run = new SharedRun(load(object));
                try {
                    emit(object, run.buffers(), _ -> run.share(), sink);
                } finally {
                    run.release();
                }
            } else {
                copyAll(steps, count, sink);
            }
            return new Outcome.Success<>(count, Sequence.NONE);
        } catch (NoSuchFileException e) {
            LOG.log(Level.DEBUG, "an object was gone, the extents are asked for again", e);
            return new Outcome.Failure<>(FsError.STALE, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "a file could not be read: inode=" + inode.value(), e);
            return new Outcome.Failure<>(FsError.IO, String.valueOf(e.getMessage()));
        }
    }

    /// A thread that holds frames while it waits for others could wait for itself: each step is copied and
    /// let go.
    private void copyAll(List<ReadPlan.Step> steps, int count, ReadSink sink) throws IOException, InterruptedException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(count);
            long at = 0;
            for (ReadPlan.Step step : steps) {
                copy(step, bytes.asSlice(at, step.length()));
                at += step.length();
            }
            sink.addCopy(bytes);
        }
    }

    private void copy(ReadPlan.Step step, MemorySegment target) throws IOException, InterruptedException {
        switch (step) {
            case ReadPlan.Step.Hole _ -> target.fill((byte) 0);
            case ReadPlan.Step.Inline(Location.Inline location, int from, int length) ->
                MemorySegment.copy(MemorySegment.ofArray(inline.open(location.sealed())), from, target, 0, length);
            case ReadPlan.Step.Stored object -> {
                try (FrameRun run = load(object)) {
                    emit(object, run.buffers(), _ -> () -> {}, new CopyingSink(target));
                }
            }
        }
    }

    private FrameRun load(ReadPlan.Step.Stored object) throws IOException, InterruptedException {
        FrameRange frames = frames(object);
        FrameKey first = new FrameKey(name(object.location()), frames.first());
        return pool.call(
                () -> cache.read(first, frames.count(), (from, targets) -> fetch(object.location(), from, targets)),
                FrameRun::close);
    }

    private long fetch(Location.Stored location, FrameKey first, List<MemorySegment> targets) throws IOException {
        return fetcher.fetch(location, new FrameRange(first.frame(), targets.size()), targets);
    }

    // ---- ahead

    /// Takes note of a read and starts to fetch what a sequential reader will want next; never waits.
    ///
    /// @param fileSize nothing is fetched behind it, in bytes
    public void readAhead(InodeId inode, ReadAhead pattern, long offset, int count, long fileSize) {
        pattern.read(offset, count).ifPresent(window -> {
            long length = Math.min(window.length(), fileSize - window.offset());
            if (length > 0) {
                pool.start(() -> prefetch(inode, window.offset(), length));
            }
        });
    }

    /// Fetches in pieces of a few frames, each a task of its own, so that they go on side by side.
    private void prefetch(InodeId inode, long offset, long length) {
        if (!(extents(inode, offset, length, true)
                instanceof Outcome.Success<FileExtents>(FileExtents listed, var _))) {
            return;
        }
        for (ReadPlan.Step step : ReadPlan.of(listed.extents(), offset, (int) length, blockSizeBytes())) {
            if (step instanceof ReadPlan.Step.Stored object) {
                FrameRange frames = frames(object);
                for (int frame = frames.first(); frame < frames.end(); frame += PREFETCH_FRAMES) {
                    int from = frame;
                    int count = Math.min(PREFETCH_FRAMES, frames.end() - frame);
                    pool.start(() -> prefetch(object.location(), from, count));
                }
            }
        }
    }

    private void prefetch(Location.Stored location, int frame, int count) {
        try {
            cache.prefetch(
                    new FrameKey(name(location), frame), count, (from, targets) -> fetch(location, from, targets));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "frames could not be fetched ahead; a reader will meet the cause itself", e);
        }
    }

    // ---- frames

    private interface Releases {
        Runnable of(int index);
    }

    /// Hands the wanted bytes of frames on.
    private static void emit(ReadPlan.Step.Stored object, List<FrameBuffer> buffers, Releases releases, ReadSink sink) {
        long at = object.from();
        long end = object.from() + object.length();
        int first = frames(object).first();
        for (int i = 0; i < buffers.size(); i++) {
            long frameStart = (long) (first + i) * BlockCache.FRAME_BYTES;
            long to = Math.min(end, frameStart + BlockCache.FRAME_BYTES);
            sink.add(buffers.get(i).segment().asSlice(at - frameStart, to - at), releases.of(i));
            at = to;
        }
    }

    private static FrameRange frames(ReadPlan.Step.Stored object) {
        int first = (int) (object.from() / BlockCache.FRAME_BYTES);
        int last = (int) ((object.from() + object.length() - 1) / BlockCache.FRAME_BYTES);
        return new FrameRange(first, last - first + 1);
    }

    private ObjectName name(Location.Stored location) {
        return new ObjectName(session.volumeId(), location.object(), location.rangeSalt());
    }
}
