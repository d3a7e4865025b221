// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.commandlog;

import io.tarnfs.linux.durable.DurableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Reads the frames of a segment through a window that moves over the file. One thread.
final class SegmentReader {
    /// Large enough that a replay is not bound by the number of reads.
    private static final int WINDOW_BYTES = 1 << 20;

    private final DurableFile file;
    private final long fileBytes;
    private final Frames frames;
    private ByteBuffer window = ByteBuffer.allocate(0);
    private long windowStart;

    SegmentReader(DurableFile file, SegmentHeader header) throws IOException {
        this.file = file;
        this.fileBytes = file.size();
        this.frames = new Frames(header);
    }

    /// Returns the frame at `offset`, or null if there is no whole one with a right checksum.
    Frames.@Nullable Frame at(long offset) throws IOException {
        if (!load(offset, Frames.HEADER_BYTES)) {
            return null;
        }
        Frames.Frame frame = frames.peek(window, inWindow(offset));
        if (frame == null || !load(offset, frame.size()) || !frames.intact(window, inWindow(offset), frame)) {
            return null;
        }
        return frame;
    }

    /// Returns the entry of the frame just returned by [#at(long)] for the same offset; valid until the
    /// next call.
    ByteBuffer entry(long offset, Frames.Frame frame) {
        return window.slice(inWindow(offset) + Frames.HEADER_BYTES, frame.bytes())
                .asReadOnlyBuffer();
    }

    /// Looks for a whole frame at or behind `offset` that does not belong to the batch beginning with
    /// `batchFirst`.
    ///
    /// @return its offset, or -1 if there is none
    long findOutside(long batchFirst, long offset) throws IOException {
        long at = offset;
        while (at + Frames.HEADER_BYTES <= fileBytes) {
            Frames.Frame frame = at(at);
            if (frame != null && frame.batchFirst() != batchFirst) {
                return at;
            }
            at += frame == null ? Frames.ALIGNMENT_BYTES : frame.size();
        }
        return -1;
    }

    private int inWindow(long offset) {
        return (int) (offset - windowStart);
    }

    private boolean load(long offset, int bytes) throws IOException {
        if (offset + bytes > fileBytes) {
            return false;
        }
        if (offset < windowStart || offset + bytes > windowStart + window.limit()) {
            int wanted = (int) Math.min(Math.max(bytes, WINDOW_BYTES), fileBytes - offset);
            window = window.capacity() >= wanted ? window.clear().limit(wanted) : ByteBuffer.allocate(wanted);
            windowStart = offset;
            file.read(window, offset);
            window.flip();
        }
        return offset + bytes <= windowStart + window.limit();
    }
}
