// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.protocol;

import static io.tarnfs.fusekernel.protocol.Layouts.IN_HEADER;
import static io.tarnfs.fusekernel.protocol.Layouts.getInt;
import static io.tarnfs.fusekernel.protocol.Layouts.getLong;

import io.tarnfs.fusekernel.handler.OpenFlags;
import io.tarnfs.fusekernel.handler.WriteCall;
import java.lang.foreign.MemorySegment;

/// `struct fuse_write_in`, behind the header, and the payload behind it:
/// ```
///    0 fh u64 | 8 offset u64 | 16 size u32 | 20 write_flags u32 | 24 lock_owner u64 | 32 flags u32 | 36 padding
///   40 payload
/// ```
final class WriteIn implements WriteCall {
    /// Where the payload starts, from the start of the request.
    static final int PAYLOAD = IN_HEADER + 40;

    /// FUSE_WRITE_CACHE.
    private static final int FROM_PAGE_CACHE = 1;

    /// FUSE_WRITE_KILL_SUIDGID.
    private static final int CLEAR_SUID_SGID = 1 << 2;

    private final MemorySegment in;

    WriteIn(MemorySegment in) {
        this.in = in;
    }

    int size() {
        return getInt(in, IN_HEADER + 16);
    }

    private boolean has(int flag) {
        return (getInt(in, IN_HEADER + 20) & flag) != 0;
    }

    @Override
    public long handle() {
        return getLong(in, IN_HEADER);
    }

    @Override
    public long offset() {
        return getLong(in, IN_HEADER + 8);
    }

    @Override
    public MemorySegment payload() {
        return in.asSlice(PAYLOAD, size()).asReadOnly();
    }

    @Override
    public boolean clearSuidSgid() {
        return has(CLEAR_SUID_SGID);
    }

    @Override
    public boolean fromPageCache() {
        return has(FROM_PAGE_CACHE);
    }

    @Override
    public OpenFlags openFlags() {
        return new OpenFlags(getInt(in, IN_HEADER + 32), false);
    }

    @Override
    public long lockOwner() {
        return getLong(in, IN_HEADER + 24);
    }
}
