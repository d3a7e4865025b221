// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.protocol;

import static io.tarnfs.fusekernel.protocol.Layouts.IN_HEADER;
import static io.tarnfs.fusekernel.protocol.Layouts.getInt;
import static io.tarnfs.fusekernel.protocol.Layouts.getLong;

import io.tarnfs.fusekernel.handler.OpenFlags;
import io.tarnfs.fusekernel.handler.ReleaseCall;
import java.lang.foreign.MemorySegment;

/// `struct fuse_release_in`, behind the header:
/// ```
///    0 fh u64 | 8 flags u32 | 12 release_flags u32 | 16 lock_owner u64
/// ```
final class ReleaseIn implements ReleaseCall {
    private final MemorySegment in;

    ReleaseIn(MemorySegment in) {
        this.in = in;
    }

    @Override
    public long handle() {
        return getLong(in, IN_HEADER);
    }

    @Override
    public OpenFlags openFlags() {
        return new OpenFlags(getInt(in, IN_HEADER + 8), false);
    }

    @Override
    public long lockOwner() {
        return getLong(in, IN_HEADER + 16);
    }
}
