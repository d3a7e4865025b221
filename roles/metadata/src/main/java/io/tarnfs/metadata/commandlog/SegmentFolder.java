// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.commandlog;

import io.tarnfs.linux.durable.DurableFile;
import io.tarnfs.linux.durable.DurableFolder;
import io.tarnfs.model.identity.Epoch;
import io.tarnfs.model.identity.Sequence;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Makes, names and deletes the files of the log.
///
/// A segment is made under the name `spare`: zeros, then its header, all synced; only then it gets its
/// name, and the folder is synced before a frame is written behind what it began with. So a file with a
/// segment's name is always a whole one, and `spare` never holds anything that counts.
///
/// The next spare is made by a thread of its own while the log is written. Everything else runs on the
/// appender.
final class SegmentFolder implements AutoCloseable {
    private static final String PREFIX = "segment-";
    private static final String SPARE = "spare";

    /// Zeros are made durable in pieces: one large sync would hold up those of the appender.
    private static final int ZEROS_BYTES = 1 << 20;

    private static final int ZEROS_PER_SYNC = 4;

    /// A spare is made only while the disk has room for this many: the last bytes belong to the checkpoint,
    /// and to segments of just the size that is needed.
    private static final int SPARES_TO_LEAVE = 2;

    /// Room in a segment that is made while the appender waits, at a start or on a full disk: a large file
    /// of zeros takes time.
    private static final long EXTRA_ROOM_BYTES_MAX = 4L << 20;

    /// A full disk is not filled up by the first segment made on it.
    private static final int SHARE_OF_DISK = 4;

    private final DurableFolder folder;
    private final long segmentBytes;
    private final SecureRandom salts = new SecureRandom();
    private final ExecutorService preparer;
    private @Nullable Future<@Nullable DurableFile> spare;

    /// @param preparer makes the spares; shut down by [#close()]
    SegmentFolder(DurableFolder folder, long segmentBytes, ExecutorService preparer) {
        this.folder = folder;
        this.segmentBytes = segmentBytes;
        this.preparer = preparer;
    }

    /// Returns the name of the segment with that epoch.
    static String name(Epoch epoch) {
        return PREFIX + HexFormat.of().toHexDigits(epoch.value());
    }

    /// Makes the names that are found here durable, throws a spare away, and returns the epochs in
    /// ascending order.
    List<Epoch> open() throws IOException {
        folder.delete(SPARE);
        folder.sync();
        List<Epoch> epochs = new ArrayList<>();
        for (String name : folder.list()) {
            if (name.startsWith(PREFIX)) {
                epochs.add(new Epoch(Long.parseUnsignedLong(name.substring(PREFIX.length()), 16)));
            }
        }
        return epochs;
    }

    DurableFile openForRead(Epoch epoch) throws IOException {
        return folder.openForRead(name(epoch));
    }

    long usableBytes() throws IOException {
        return folder.usableBytes();
    }

    private @Nullable DurableFile readySpare() {
        Future<@Nullable DurableFile> made = spare;
        return made != null && made.state() == Future.State.SUCCESS ? made.resultNow() : null;
    }

    /// Begins to make the next spare.
    void prepare() {
        spare = preparer.submit(
                () -> folder.usableBytes() < segmentBytes * SPARES_TO_LEAVE ? null : zeros(segmentBytes));
    }

    /// Makes a segment that begins with `entries`; it and its name are durable on return.
    ///
    /// @param room for frames behind the entries; if a spare suffices it is taken, and there is more
    Segment make(Epoch epoch, Sequence first, List<ByteBuffer> entries, long room) throws IOException {
        long size = SegmentHeader.BYTES + Frames.sizeOf(entries) + room;
        DurableFile file = takeSpare();
        if (file != null && size > segmentBytes) {
            file.close();
            folder.delete(SPARE);
            file = null;
        }
        if (file == null) {
            file = zeros(size + extraRoom());
        }
        SegmentHeader header = new SegmentHeader(epoch, salts.nextLong(), first, file.size());
        Segment segment = new Segment(file, header);
        segment.begin(entries);
        folder.rename(SPARE, name(epoch));
        folder.sync();
        return segment;
    }

    void delete(Epoch epoch) throws IOException {
        folder.delete(name(epoch));
    }

    void sync() throws IOException {
        folder.sync();
    }

    private long extraRoom() throws IOException {
        return Math.clamp(folder.usableBytes() / SHARE_OF_DISK, 0, Math.min(EXTRA_ROOM_BYTES_MAX, segmentBytes));
    }

    /// Waits for the spare in the making and returns it, or null if none was begun or the disk has no room
    /// for one.
    private @Nullable DurableFile takeSpare() throws IOException {
        Future<@Nullable DurableFile> taken = spare;
        spare = null;
        return taken == null ? null : join(taken);
    }

    private static @Nullable DurableFile join(Future<@Nullable DurableFile> future) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new IOException("could not prepare the next segment of the command log", e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private DurableFile zeros(long size) throws IOException {
        DurableFile file = folder.create(SPARE);
        try {
            ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(size, ZEROS_BYTES));
            int unsynced = 0;
            for (long at = 0; at < size; at += zeros.limit()) {
                zeros.clear().limit((int) Math.min(zeros.capacity(), size - at));
                file.write(zeros, at);
                unsynced++;
                if (unsynced == ZEROS_PER_SYNC) {
                    file.sync();
                    unsynced = 0;
                }
            }
            file.sync();
            return file;
        } catch (IOException e) {
            file.close();
            folder.delete(SPARE);
            throw e;
        }
    }

    /// Waits for a spare in the making and closes it; the next start throws it away, so it may as well have
    /// failed.
    @Override
    public void close() throws IOException {
        preparer.close();
        DurableFile left = readySpare();
        spare = null;
        if (left != null) {
            left.close();
        }
    }
}
