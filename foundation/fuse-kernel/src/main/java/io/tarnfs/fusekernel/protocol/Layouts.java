// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.protocol;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;

/// Sizes and access shared by all layouts of the protocol.
///
/// Numbers stand in the byte order of the machine. Requests and replies start at a multiple of 8 and every field
/// at a multiple of its size, so aligned access is right.
///
/// A request is a header (`struct fuse_in_header`), a body of fixed length, then names that end in NUL, or data:
/// ```
///    0 len u32 | 4 opcode u32 | 8 unique u64 | 16 nodeid u64 | 24 uid u32 | 28 gid u32 | 32 pid u32
///   36 total_extlen u16, in units of 8 bytes | 38 padding u16 | 40 body
/// ```
/// A reply is a header (`struct fuse_out_header`) and a body, which is missing after an error:
/// ```
///    0 len u32 | 4 error i32, 0 or a negative errno | 8 unique u64 | 16 body
/// ```
final class Layouts {
    /// Bytes of a request's header.
    static final int IN_HEADER = 40;

    /// Bytes of a reply's header.
    static final int OUT_HEADER = 16;

    /// Bytes of `struct iovec`: address u64, size u64.
    static final int VECTOR = 16;

    private Layouts() {}

    static int getInt(MemorySegment segment, long offset) {
        return segment.get(JAVA_INT, offset);
    }

    static long getLong(MemorySegment segment, long offset) {
        return segment.get(JAVA_LONG, offset);
    }

    static int getUnsignedShort(MemorySegment segment, long offset) {
        return Short.toUnsignedInt(segment.get(JAVA_SHORT, offset));
    }

    static void putInt(MemorySegment segment, long offset, int value) {
        segment.set(JAVA_INT, offset, value);
    }

    static void putLong(MemorySegment segment, long offset, long value) {
        segment.set(JAVA_LONG, offset, value);
    }

    static void putShort(MemorySegment segment, long offset, int value) {
        segment.set(JAVA_SHORT, offset, (short) value);
    }

    static void zero(MemorySegment segment, long offset, long size) {
        segment.asSlice(offset, size).fill((byte) 0);
    }
}
