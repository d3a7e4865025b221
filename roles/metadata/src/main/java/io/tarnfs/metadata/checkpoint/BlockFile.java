// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.checkpoint;

import io.tarnfs.linux.durable.DurableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// The file `state`: blocks of 4 KiB, each followed by the CRC32C of its bytes and its number.
///
/// ```
///  0          4096     4100       8196     8200
///  | block 0  | CRC32C | block 1  | CRC32C | ...
/// ```
///
/// Positions are those of the blocks' bytes put together, without the checksums. So every byte that MVStore
/// reads is checked, its own page headers, child positions and layout included, which have no checksum
/// worth the name. Block 0 says what the file is; MVStore's two header blocks, 0 and 1, are not written.
///
/// Reading: any thread. Writing: one thread at a time.
final class BlockFile implements AutoCloseable {
    static final String FILE = "state";

    static final int BLOCK_BYTES = 4096;

    /// A block and its checksum.
    static final int STRIDE_BYTES = BLOCK_BYTES + Integer.BYTES;

    /// "TARNSTAT".
    static final long MAGIC = 0x5441524e53544154L;

    static final int FORMAT = 1;

    /// 1 MiB at a write.
    private static final int BLOCKS_PER_WRITE = 256;

    private final DurableFile file;
    private final ByteBuffer writing = ByteBuffer.allocateDirect(BLOCKS_PER_WRITE * STRIDE_BYTES);

    BlockFile(DurableFile file) {
        this.file = file;
    }

    /// Writes block 0 of a new file.
    void begin(long storeId) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
        block.putLong(MAGIC).putInt(FORMAT).putInt(0).putLong(storeId);
        write(block.clear(), 0);
    }

    /// Checks block 0.
    void check(long storeId) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(16);
        file.read(start, 0);
        if (start.getLong(0) != MAGIC) {
            throw new DamagedCheckpointException(FILE, 0, "it is no state file", null);
        }
        if (start.getInt(8) > FORMAT) {
            throw new NewerCheckpointException(FILE, start.getInt(8), FORMAT);
        }
        ByteBuffer block = read(0, BLOCK_BYTES);
        if (block.getLong(16) != storeId) {
            throw new DamagedCheckpointException(
                    FILE,
                    16,
                    "it does not belong to the file " + CheckpointMark.FILE + ": storeId=" + block.getLong(16)
                            + " expected=" + storeId,
                    null);
        }
    }

    /// Returns the size in bytes, without checksums; a block that is not whole does not count.
    long size() throws IOException {
        return file.size() / STRIDE_BYTES * BLOCK_BYTES;
    }

    /// Returns `length` bytes from `position` on, checked.
    ByteBuffer read(long position, int length) throws IOException {
        long first = position / BLOCK_BYTES;
        int blocks = (int) ((position + length - 1) / BLOCK_BYTES - first + 1);
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(blocks, STRIDE_BYTES));
        int found = file.read(bytes, first * STRIDE_BYTES);
        if (found < bytes.capacity()) {
            throw new DamagedCheckpointException(
                    FILE, first * STRIDE_BYTES + found, "it ends before what it should hold", null);
        }
        CRC32C crc = new CRC32C();
        for (int i = 0; i < blocks; i++) {
            int start = i * STRIDE_BYTES;
            if (bytes.getInt(start + BLOCK_BYTES) != crc(crc, bytes, start, first + i)) {
                throw new DamagedCheckpointException(
                        FILE, (first + i) * STRIDE_BYTES, "the checksum of block " + (first + i) + " is wrong", null);
            }
            if (i > 0) {
                bytes.put(i * BLOCK_BYTES, bytes, start, BLOCK_BYTES);
            }
        }
        return bytes.slice((int) (position % BLOCK_BYTES), length);
    }

    /// Writes whole blocks.
    void write(ByteBuffer source, long position) throws IOException {
        assert position % BLOCK_BYTES == 0 && source.remaining() % BLOCK_BYTES == 0
                : "position=" + position + " bytes=" + source.remaining();
        CRC32C crc = new CRC32C();
        long block = position / BLOCK_BYTES;
        while (source.hasRemaining()) {
            writing.clear();
            long start = block;
            while (source.hasRemaining() && writing.hasRemaining()) {
                int at = writing.position();
                writing.put(source.slice(source.position(), BLOCK_BYTES));
                source.position(source.position() + BLOCK_BYTES);
                writing.putInt(crc(crc, writing, at, block));
                block++;
            }
            file.write(writing.flip(), start * STRIDE_BYTES);
        }
    }

    /// Cuts the file behind `size` bytes, without checksums.
    void truncate(long size) throws IOException {
        file.truncate(size / BLOCK_BYTES * STRIDE_BYTES);
    }

    void sync() throws IOException {
        file.sync();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private static int crc(CRC32C crc, ByteBuffer bytes, int start, long block) {
        crc.reset();
        crc.update(bytes.duplicate().limit(start + BLOCK_BYTES).position(start));
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            crc.update((int) (block >>> shift));
        }
        return (int) crc.getValue();
    }
}
