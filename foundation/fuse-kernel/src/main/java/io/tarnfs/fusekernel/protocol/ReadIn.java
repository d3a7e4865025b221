// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.protocol;

import static io.tarnfs.fusekernel.protocol.Layouts.IN_HEADER;
import static io.tarnfs.fusekernel.protocol.Layouts.getInt;
import static io.tarnfs.fusekernel.protocol.Layouts.getLong;

import io.tarnfs.fusekernel.handler.OpenFlags;
import io.tarnfs.fusekernel.handler.ReadCall;
import java.lang.foreign.MemorySegment;

/// `struct fuse_read_in`, behind the header; READDIR and READDIRPLUS use it too:
/// ```
///    0 fh u64 | 8 offset u64 | 16 size u32 | 20 read_flags u32 | 24 lock_owner u64 | 32 flags u32 | 36 padding
/// ```
final class ReadIn implements ReadCall {
    private final MemorySegment in;

    ReadIn(MemorySegment in) {
        this.in = in;
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
    public int size() {
        return getInt(in, IN_HEADER + 16);
    }

    @Override
    public OpenFlags openFlags() {
        return new OpenFlags(getInt(in, IN_HEADER + 32), false);
    }
}
