// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.checkpoint;

import io.tarnfs.model.identity.Sequence;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// The content of the file `checkpoint`, which says what of the file `state` counts. Big-endian:
///
/// ```
///  0       8         12      16         24         32         40      48        52      56       60
///  | magic | version | zeros | store id | position | store    | block | chunk   | zeros | CRC32C |
///  |       |         |       |          |          | version  |       | id      |       |        |
/// ```
///
/// It is replaced as a whole: written under another name, synced, renamed, and the folder synced, after the
/// bytes of `state` that it speaks of are durable.
///
/// @param storeId  the same number as in `state`
/// @param position sequence of the last command that the checkpoint holds
/// @param version  MVStore's version, 0 if it has stored nothing yet
/// @param block    where the chunk of that version begins, in blocks of 4 KiB
/// @param chunk    its id
record CheckpointMark(long storeId, Sequence position, long version, long block, int chunk) {
    /// The name of the file.
    static final String FILE = "checkpoint";

    /// "TARNCHKP".
    static final long MAGIC = 0x5441524e43484b50L;

    static final int FORMAT = 1;

    static final int BYTES = 60;

    private static final int CRC_OFFSET = 56;

    /// Returns what a store that holds nothing has.
    static CheckpointMark empty(long storeId) {
        return new CheckpointMark(storeId, Sequence.NONE, 0, 0, 0);
    }

    ByteBuffer bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES)
                .putLong(MAGIC)
                .putInt(FORMAT)
                .putInt(0)
                .putLong(storeId)
                .putLong(position.value())
                .putLong(version)
                .putLong(block)
                .putInt(chunk)
                .putInt(0);
        bytes.putInt(crc(bytes));
        return bytes.flip();
    }

    static CheckpointMark read(ByteBuffer source) throws IOException {
        if (source.remaining() < 16 || source.getLong(0) != MAGIC) {
            throw new DamagedCheckpointException(FILE, 0, "it is no checkpoint file", null);
        }
        int format = source.getInt(8);
        if (format > FORMAT) {
            throw new NewerCheckpointException(FILE, format, FORMAT);
        }
        if (format != FORMAT || source.remaining() != BYTES || source.getInt(CRC_OFFSET) != crc(source)) {
            throw new DamagedCheckpointException(
                    FILE, 0, "its checksum is wrong: bytes=" + source.remaining() + " formatVersion=" + format, null);
        }
        return new CheckpointMark(
                source.getLong(16),
                new Sequence(source.getLong(24)),
                source.getLong(32),
                source.getLong(40),
                source.getInt(48));
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().limit(CRC_OFFSET).position(0));
        return (int) crc.getValue();
    }
}
