// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.protocol;

import static io.tarnfs.fusekernel.protocol.Layouts.OUT_HEADER;
import static io.tarnfs.fusekernel.protocol.Layouts.putInt;
import static io.tarnfs.fusekernel.protocol.Layouts.putLong;

import io.tarnfs.fusekernel.handler.FuseName;
import io.tarnfs.fusekernel.handler.StatfsReply;
import java.lang.foreign.MemorySegment;

/// `struct fuse_statfs_out`, behind the header:
/// ```
///    0 blocks u64 | 8 bfree u64 | 16 bavail u64 | 24 files u64 | 32 ffree u64
///   40 bsize u32 | 44 namelen u32 | 48 frsize u32 | 52 padding u32 | 56 spare 6 * u32
/// ```
final class StatfsOut implements StatfsReply {
    /// Bytes of the structure.
    static final int SIZE = 80;

    private static final int BLOCK_SIZE = 4096;

    private final MemorySegment out;

    StatfsOut(MemorySegment out) {
        this.out = out;
    }

    StatfsOut start() {
        Layouts.zero(out, OUT_HEADER, SIZE);
        blockSizeBytes(BLOCK_SIZE);
        fragmentSizeBytes(BLOCK_SIZE);
        nameLengthMax(FuseName.LENGTH_MAX);
        return this;
    }

    @Override
    public StatfsReply blocks(long count) {
        putLong(out, OUT_HEADER, count);
        return this;
    }

    @Override
    public StatfsReply blocksFree(long count) {
        putLong(out, OUT_HEADER + 8, count);
        return this;
    }

    @Override
    public StatfsReply blocksAvailable(long count) {
        putLong(out, OUT_HEADER + 16, count);
        return this;
    }

    @Override
    public StatfsReply inodes(long count) {
        putLong(out, OUT_HEADER + 24, count);
        return this;
    }

    @Override
    public StatfsReply inodesFree(long count) {
        putLong(out, OUT_HEADER + 32, count);
        return this;
    }

    @Override
    public StatfsReply blockSizeBytes(int size) {
        putInt(out, OUT_HEADER + 40, size);
        return this;
    }

    @Override
    public StatfsReply nameLengthMax(int length) {
        putInt(out, OUT_HEADER + 44, length);
        return this;
    }

    @Override
    public StatfsReply fragmentSizeBytes(int size) {
        putInt(out, OUT_HEADER + 48, size);
        return this;
    }
}
