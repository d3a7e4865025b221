// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.commandlog;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Writes and checks the frames of one segment. One thread. Big-endian, each at a multiple of 8:
///
/// ```
///  0        4        8          16                       24               28      32
///  | length | CRC32C | sequence | first sequence of the  | entries of the | zeros | entry | zeros to 8 |
///  |        |        |          | batch                  | batch          |       |       |            |
/// ```
///
/// The CRC covers everything of the frame but itself, then epoch and salt of the segment. A batch is
/// written at once and the next only after its sync, so a power cut can only harm the last batch; the
/// batch's numbers in each frame show whether a readable frame behind an unreadable one belongs to it.
final class Frames {
    static final int HEADER_BYTES = 32;

    /// Frames begin at multiples of this, so that a search has few places to look at.
    static final int ALIGNMENT_BYTES = 8;

    /// A command changes at most 1,000 records of a few KiB each.
    static final int ENTRY_BYTES_MAX = 16 << 20;

    /// Far above what one group commit gathers.
    static final int BATCH_ENTRIES_MAX = 1 << 20;

    private static final int CRC_OFFSET = 4;

    private final byte[] seed;
    private final CRC32C crc = new CRC32C();

    Frames(SegmentHeader header) {
        seed = ByteBuffer.allocate(16)
                .putLong(header.epoch().value())
                .putLong(header.salt())
                .array();
    }

    /// A frame that was found whole.
    ///
    /// @param bytes        of the entry
    /// @param sequence     of the entry
    /// @param batchFirst   sequence of the first entry of its batch
    /// @param batchEntries entries of its batch
    record Frame(int bytes, long sequence, long batchFirst, int batchEntries) {
        int size() {
            return sizeOf(bytes);
        }

        /// Returns the sequence of the first entry of the batch that the entry behind this one belongs to.
        long batchOfNext() {
            return sequence + 1 < batchFirst + batchEntries ? batchFirst : sequence + 1;
        }
    }

    /// Returns the bytes of a frame around an entry of that size.
    static int sizeOf(int entryBytes) {
        return (HEADER_BYTES + entryBytes + ALIGNMENT_BYTES - 1) & -ALIGNMENT_BYTES;
    }

    /// Returns the bytes that a batch takes.
    static long sizeOf(List<ByteBuffer> entries) {
        long size = 0;
        for (ByteBuffer entry : entries) {
            size += sizeOf(entry.remaining());
        }
        return size;
    }

    /// Writes a batch at the buffer's position; the entries' positions stay.
    void write(long first, List<ByteBuffer> entries, ByteBuffer target) {
        long sequence = first;
        for (ByteBuffer entry : entries) {
            int start = target.position();
            int bytes = entry.remaining();
            target.putInt(bytes)
                    .putInt(0)
                    .putLong(sequence++)
                    .putLong(first)
                    .putInt(entries.size())
                    .putInt(0);
            target.put(entry.duplicate());
            while (target.position() < start + sizeOf(bytes)) {
                target.put((byte) 0);
            }
            target.putInt(start + CRC_OFFSET, crc(target, start, bytes));
        }
    }

    /// Returns what the first [#HEADER_BYTES] at `start` say, or null if they cannot begin a frame. Nothing
    /// is checked yet but plausibility.
    @Nullable
    Frame peek(ByteBuffer source, int start) {
        int bytes = source.getInt(start);
        if (bytes < 1 || bytes > ENTRY_BYTES_MAX || source.getInt(start + 28) != 0) {
            return null;
        }
        Frame frame =
                new Frame(bytes, source.getLong(start + 8), source.getLong(start + 16), source.getInt(start + 24));
        boolean plausible = frame.batchFirst > 0
                && frame.batchEntries <= BATCH_ENTRIES_MAX
                && frame.sequence >= frame.batchFirst
                && frame.sequence - frame.batchFirst < frame.batchEntries;
        return plausible ? frame : null;
    }

    /// Tells whether the checksum of the frame at `start`, all of whose bytes are in the buffer, is right.
    boolean intact(ByteBuffer source, int start, Frame frame) {
        return source.getInt(start + CRC_OFFSET) == crc(source, start, frame.bytes);
    }

    private int crc(ByteBuffer buffer, int start, int bytes) {
        ByteBuffer view = buffer.duplicate();
        crc.reset();
        crc.update(view.limit(start + CRC_OFFSET).position(start));
        crc.update(view.limit(start + sizeOf(bytes)).position(start + CRC_OFFSET + Integer.BYTES));
        crc.update(seed, 0, seed.length);
        return (int) crc.getValue();
    }
}
