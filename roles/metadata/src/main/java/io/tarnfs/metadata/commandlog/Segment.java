// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.commandlog;

import io.tarnfs.linux.durable.DurableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/// The segment that is written to. One thread.
final class Segment implements AutoCloseable {
    private final DurableFile file;
    private final SegmentHeader header;
    private final Frames frames;
    private long position = SegmentHeader.BYTES;

    /// @param file zeros, all of them durable; the header is written by [#begin]
    Segment(DurableFile file, SegmentHeader header) {
        this.file = file;
        this.header = header;
        this.frames = new Frames(header);
    }

    /// Returns the bytes that are still free for frames.
    long freeBytes() {
        return header.fileBytes() - position;
    }

    /// Writes the header, and the entries that the segment begins with; durable on return.
    void begin(List<ByteBuffer> entries) throws IOException {
        long size = SegmentHeader.BYTES + Frames.sizeOf(entries);
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(size));
        header.write(bytes);
        frames.write(header.first().value(), entries, bytes);
        file.write(bytes.flip(), 0);
        file.sync();
        position = size;
    }

    /// Appends a batch that fits; durable on return.
    ///
    /// @param scratch empty, with room for the batch
    void append(long first, List<ByteBuffer> entries, ByteBuffer scratch) throws IOException {
        frames.write(first, entries, scratch);
        scratch.flip();
        int bytes = scratch.remaining();
        assert bytes <= freeBytes() : "batch=" + bytes + " free=" + freeBytes();
        file.write(scratch, position);
        file.sync();
        position += bytes;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
