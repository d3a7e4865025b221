// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.protocol;

import static io.tarnfs.fusekernel.protocol.Layouts.OUT_HEADER;
import static io.tarnfs.fusekernel.protocol.Layouts.putInt;
import static io.tarnfs.fusekernel.protocol.Layouts.putLong;

import io.tarnfs.fusekernel.handler.AttributesReply;
import io.tarnfs.fusekernel.handler.AttributesWriter;
import java.lang.foreign.MemorySegment;

/// `struct fuse_attr_out`, behind the header; reply to GETATTR and SETATTR:
/// ```
///    0 attr_valid u64, seconds | 8 attr_valid_nsec u32 | 12 dummy | 16 struct fuse_attr
/// ```
final class GetattrOut implements AttributesReply {
    /// Bytes of the structure.
    static final int SIZE = 16 + AttributesOut.SIZE;

    private final MemorySegment out;
    private final AttributesOut attributes;

    GetattrOut(MemorySegment out) {
        this.out = out;
        this.attributes = new AttributesOut(out);
    }

    GetattrOut start() {
        Layouts.zero(out, OUT_HEADER, SIZE);
        attributes.start(OUT_HEADER + 16);
        return this;
    }

    @Override
    public AttributesReply validNanos(long nanos) {
        putLong(out, OUT_HEADER, Valid.seconds(nanos));
        putInt(out, OUT_HEADER + 8, Valid.nanoOfSecond(nanos));
        return this;
    }

    @Override
    public AttributesWriter attributes() {
        return attributes;
    }
}
