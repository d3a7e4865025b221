// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.protocol;

import static io.tarnfs.fusekernel.protocol.Layouts.putInt;
import static io.tarnfs.fusekernel.protocol.Layouts.putLong;

import io.tarnfs.fusekernel.handler.AttributesWriter;
import io.tarnfs.fusekernel.handler.EntryReply;
import java.lang.foreign.MemorySegment;

/// `struct fuse_entry_out`, written in place at a movable start:
/// ```
///    0 nodeid u64 | 8 generation u64 | 16 entry_valid u64, seconds | 24 attr_valid u64, seconds
///   32 entry_valid_nsec u32 | 36 attr_valid_nsec u32 | 40 struct fuse_attr
/// ```
final class EntryOut implements EntryReply {
    /// Bytes of the structure.
    static final int SIZE = 40 + AttributesOut.SIZE;

    private final MemorySegment out;
    private final AttributesOut attributes;
    private long start;

    EntryOut(MemorySegment out) {
        this.out = out;
        this.attributes = new AttributesOut(out);
    }

    EntryOut start(long offset) {
        start = offset;
        Layouts.zero(out, offset, SIZE);
        attributes.start(offset + 40);
        return this;
    }

    @Override
    public EntryReply nodeId(long nodeId) {
        putLong(out, start, nodeId);
        return this;
    }

    @Override
    public EntryReply generation(long generation) {
        putLong(out, start + 8, generation);
        return this;
    }

    @Override
    public EntryReply entryValidNanos(long nanos) {
        putLong(out, start + 16, Valid.seconds(nanos));
        putInt(out, start + 32, Valid.nanoOfSecond(nanos));
        return this;
    }

    @Override
    public EntryReply attributesValidNanos(long nanos) {
        putLong(out, start + 24, Valid.seconds(nanos));
        putInt(out, start + 36, Valid.nanoOfSecond(nanos));
        return this;
    }

    @Override
    public AttributesWriter attributes() {
        return attributes;
    }
}
