// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.commandlog;

import io.tarnfs.linux.durable.DurableFolder;
import io.tarnfs.model.identity.Epoch;
import io.tarnfs.model.identity.Sequence;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// The command log of one machine, in a folder of its own. Formats: [SegmentHeader], [Frames].
///
/// # Writing
/// A batch is one write and one fdatasync into a file of zeros that has its full size already, so that the
/// sync has no metadata to write. The next file is made while the present one fills. A batch that does not
/// fit goes whole to the next segment; one that fits in none gets a segment of its size. The first error of
/// a write or sync is final: what the disk holds is unknown from then on, and a repeated fdatasync would
/// lie.
///
/// # Recovery
/// A power cut can harm the batch in flight only, because the next one is written after its sync. So what
/// is unreadable is a torn tail if no whole frame of another batch lies behind it; otherwise it is damage,
/// and nothing is started. In a segment that has a successor every entry before the successor's first must
/// be readable.
///
/// Recovery writes the last batch again, to a new segment, and replays only then: it may have been in
/// flight when the process died, readable from the page cache and yet not on the disk, even after an
/// fdatasync that failed. Frames of the old segment from there on are never looked at again.
///
/// # Threads
/// [#recover], [#append], [#release] and [#close] by one thread, the appender; [#usableBytes()] by any.
public final class SegmentedLog implements MetadataLog {
    /// 64 MiB: about 150,000 commands, so a change of segment is rare and a release gives back a useful
    /// amount.
    public static final long SEGMENT_BYTES_DEFAULT = 64L << 20;

    /// Below this a segment would hold few batches.
    static final long SEGMENT_BYTES_MIN = 4 << 10;

    static final long SEGMENT_BYTES_MAX = 1L << 30;

    /// A batch is gathered in memory to be written at once; far above what one group commit gathers.
    static final long BATCH_BYTES_MAX = 256L << 20;

    /// The buffer that is kept between batches; a larger batch gets a buffer of its own.
    private static final int SCRATCH_BYTES = 2 << 20;

    private final SegmentFolder folder;
    private final List<Epoch> epochs = new ArrayList<>();
    private final List<Sequence> firsts = new ArrayList<>();
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);
    private @Nullable Segment active;
    private @Nullable IOException failure;
    private long last;

    private SegmentedLog(SegmentFolder folder) {
        this.folder = folder;
    }

    /// Opens the log in `folder`, which holds nothing else; [#recover] reads it.
    ///
    /// @param segmentBytes size of a segment, 4 KiB to 1 GiB
    public static SegmentedLog open(DurableFolder folder, long segmentBytes) {
        return open(
                folder,
                segmentBytes,
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name("tarn-log-preparer").factory()));
    }

    /// Opens a log whose segments `preparer` makes ahead of time.
    static SegmentedLog open(DurableFolder folder, long segmentBytes, ExecutorService preparer) {
        if (segmentBytes < SEGMENT_BYTES_MIN || segmentBytes > SEGMENT_BYTES_MAX) {
            throw new IllegalArgumentException("a segment has 4 KiB to 1 GiB: segmentBytes=" + segmentBytes);
        }
        return new SegmentedLog(new SegmentFolder(folder, segmentBytes, preparer));
    }

    /// Returns the sequence of the last durable entry.
    public Sequence last() {
        return new Sequence(last);
    }

    /// Returns how many bytes the disk has left for the log and the checkpoint, an estimate; any thread.
    /// The engine refuses growing commands below its reserve, before they are logged. Room in segments that
    /// are there already does not count: the checkpoint cannot use it.
    public long usableBytes() throws IOException {
        return folder.usableBytes();
    }

    @Override
    public void recover(Sequence applied, Replay replay) throws IOException {
        if (active != null || failure != null) {
            throw new IllegalStateException("recover is called once, before the first append");
        }
        try {
            Recovery recovery = Recovery.survey(folder, applied);
            epochs.addAll(recovery.epochs());
            firsts.addAll(recovery.firsts());
            last = recovery.last().value();
            begin(recovery.nextEpoch(), recovery.tailFirst(), recovery.tail(), 0);
            recovery.replay(replay);
            deleteSuperseded();
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    /// Deletes segments that hold nothing but the last batch, which the new one holds too: starts that
    /// append nothing use up no room.
    private void deleteSuperseded() throws IOException {
        int before = epochs.size() - 2;
        while (before >= 0 && firsts.get(before).equals(firsts.getLast())) {
            folder.delete(epochs.remove(before));
            firsts.remove(before);
            before--;
        }
    }

    @Override
    public void append(Sequence first, List<ByteBuffer> entries) throws IOException {
        checkUsable();
        if (first.value() != last + 1) {
            throw new IllegalStateException("append out of order: first=" + first.value() + " last=" + last);
        }
        long bytes = checkedSize(entries);
        try {
            Segment segment = active;
            if (segment == null || segment.freeBytes() < bytes) {
                segment = change(first, bytes);
            }
            segment.append(first.value(), entries, scratchOf(bytes));
            last += entries.size();
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    private static long checkedSize(List<ByteBuffer> entries) {
        if (entries.isEmpty() || entries.size() > Frames.BATCH_ENTRIES_MAX) {
            throw new IllegalArgumentException("a batch has 1 to 1,048,576 entries: entries=" + entries.size());
        }
        for (ByteBuffer entry : entries) {
            if (!entry.hasRemaining() || entry.remaining() > Frames.ENTRY_BYTES_MAX) {
                throw new IllegalArgumentException("an entry has 1 byte to 16 MiB: bytes=" + entry.remaining());
            }
        }
        long bytes = Frames.sizeOf(entries);
        if (bytes > BATCH_BYTES_MAX) {
            throw new IllegalArgumentException("a batch has at most 256 MiB: bytes=" + bytes);
        }
        return bytes;
    }

    private ByteBuffer scratchOf(long bytes) {
        return bytes <= SCRATCH_BYTES ? scratch.clear() : ByteBuffer.allocateDirect(Math.toIntExact(bytes));
    }

    private Segment change(Sequence first, long bytes) throws IOException {
        Segment full = active;
        active = null;
        if (full != null) {
            full.close();
        }
        return begin(new Epoch(epochs.getLast().value() + 1), first, List.of(), bytes);
    }

    private Segment begin(Epoch epoch, Sequence first, List<ByteBuffer> entries, long room) throws IOException {
        Segment segment = folder.make(epoch, first, entries, room);
        active = segment;
        epochs.add(epoch);
        firsts.add(first);
        folder.prepare();
        return segment;
    }

    @Override
    public void release(Sequence checkpointed) throws IOException {
        checkUsable();
        try {
            int released = 0;
            while (released + 1 < epochs.size() && firsts.get(released + 1).value() <= checkpointed.value() + 1) {
                folder.delete(epochs.get(released));
                released++;
            }
            if (released > 0) {
                epochs.subList(0, released).clear();
                firsts.subList(0, released).clear();
                folder.sync();
            }
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    private void checkUsable() throws IOException {
        if (failure != null) {
            throw new IOException("the command log takes nothing more since an earlier error: last=" + last, failure);
        }
        if (active == null) {
            throw new IllegalStateException("the log was not recovered, or is closed");
        }
    }

    @Override
    public void close() throws IOException {
        Segment open = active;
        active = null;
        try {
            if (open != null) {
                open.close();
            }
        } finally {
            folder.close();
        }
    }
}
