// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.commandlog;

import io.tarnfs.model.identity.Epoch;
import io.tarnfs.model.identity.Sequence;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// The first sector of a segment. Big-endian:
///
/// ```
///  0       8         12      16      24     32               40           48       52          512
///  | magic | version | zeros | epoch | salt | first sequence | file bytes | CRC32C | zeros ... |
/// ```
///
/// The CRC covers the bytes before it. A sector is written as a whole, so the header is never torn.
///
/// @param epoch of the segment; grows with each, is part of its name and of each frame's checksum
/// @param salt  a random number, also part of each checksum: bytes that a client chose never look like a
///     frame
/// @param first the sequence of the first entry
/// @param fileBytes the size of the file; a shorter one was cut
record SegmentHeader(Epoch epoch, long salt, Sequence first, long fileBytes) {
    /// "TARNCLOG".
    static final long MAGIC = 0x5441524e434c4f47L;

    static final int VERSION = 1;

    /// One sector, so that no later write touches the header.
    static final int BYTES = 512;

    private static final int CRC_OFFSET = 48;

    /// Writes the whole sector at the buffer's position.
    void write(ByteBuffer target) {
        int start = target.position();
        target.putLong(MAGIC)
                .putInt(VERSION)
                .putInt(0)
                .putLong(epoch.value())
                .putLong(salt)
                .putLong(first.value())
                .putLong(fileBytes);
        target.putInt(crc(target.duplicate().position(start).limit(start + CRC_OFFSET)));
        while (target.position() < start + BYTES) {
            target.put((byte) 0);
        }
    }

    /// Reads a header from the buffer's position; `file` is for the finding.
    static SegmentHeader read(String file, ByteBuffer source) throws IOException {
        int start = source.position();
        if (source.remaining() < BYTES || source.getLong(start) != MAGIC) {
            throw new DamagedLogException(file, 0, "this is no segment of a command log");
        }
        int version = source.getInt(start + 8);
        if (version > VERSION) {
            throw new NewerLogException(file, version);
        }
        int crc = crc(source.duplicate().limit(start + CRC_OFFSET));
        if (version != VERSION || source.getInt(start + CRC_OFFSET) != crc) {
            throw new DamagedLogException(file, 0, "the header's checksum is wrong, version=" + version);
        }
        return new SegmentHeader(
                new Epoch(source.getLong(start + 16)),
                source.getLong(start + 24),
                new Sequence(source.getLong(start + 32)),
                source.getLong(start + 40));
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
