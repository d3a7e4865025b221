// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.protocol;

import static io.tarnfs.fusekernel.protocol.Layouts.getInt;
import static io.tarnfs.fusekernel.protocol.Layouts.putInt;
import static io.tarnfs.fusekernel.protocol.Layouts.putLong;

import io.tarnfs.fusekernel.handler.OpenReply;
import java.lang.foreign.MemorySegment;

/// `struct fuse_open_out`, written in place at a movable start:
/// ```
///    0 fh u64 | 8 open_flags u32 | 12 backing_id i32
/// ```
final class OpenOut implements OpenReply {
    /// Bytes of the structure.
    static final int SIZE = 16;

    private static final int FOPEN_DIRECT_IO = 1;
    private static final int FOPEN_KEEP_CACHE = 1 << 1;
    private static final int FOPEN_CACHE_DIR = 1 << 3;
    private static final int FOPEN_NOFLUSH = 1 << 5;
    private static final int FOPEN_PARALLEL_DIRECT_WRITES = 1 << 6;

    private final MemorySegment out;
    private long start;

    OpenOut(MemorySegment out) {
        this.out = out;
    }

    OpenOut start(long offset) {
        start = offset;
        Layouts.zero(out, offset, SIZE);
        return this;
    }

    private OpenReply flag(int bit) {
        putInt(out, start + 8, getInt(out, start + 8) | bit);
        return this;
    }

    @Override
    public OpenReply handle(long handle) {
        putLong(out, start, handle);
        return this;
    }

    @Override
    public OpenReply keepCache() {
        return flag(FOPEN_KEEP_CACHE);
    }

    @Override
    public OpenReply directIo() {
        return flag(FOPEN_DIRECT_IO);
    }

    @Override
    public OpenReply cacheDirectory() {
        return flag(FOPEN_CACHE_DIR);
    }

    @Override
    public OpenReply noFlush() {
        return flag(FOPEN_NOFLUSH);
    }

    @Override
    public OpenReply parallelDirectWrites() {
        return flag(FOPEN_PARALLEL_DIRECT_WRITES);
    }
}
