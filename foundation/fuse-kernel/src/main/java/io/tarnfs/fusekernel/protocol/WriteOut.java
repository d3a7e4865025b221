// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.protocol;

import static io.tarnfs.fusekernel.protocol.Layouts.OUT_HEADER;
import static io.tarnfs.fusekernel.protocol.Layouts.putInt;

import io.tarnfs.fusekernel.handler.WriteReply;
import java.lang.foreign.MemorySegment;

/// `struct fuse_write_out`, behind the header:
/// ```
///    0 size u32 | 4 padding
/// ```
final class WriteOut implements WriteReply {
    /// Bytes of the structure.
    static final int SIZE = 8;

    private final MemorySegment out;

    WriteOut(MemorySegment out) {
        this.out = out;
    }

    WriteOut start(int payloadSize) {
        Layouts.zero(out, OUT_HEADER, SIZE);
        written(payloadSize);
        return this;
    }

    @Override
    public void written(int count) {
        putInt(out, OUT_HEADER, count);
    }
}
