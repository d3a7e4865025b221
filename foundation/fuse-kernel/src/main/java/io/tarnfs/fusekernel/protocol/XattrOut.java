// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.protocol;

import static io.tarnfs.fusekernel.protocol.Layouts.OUT_HEADER;
import static io.tarnfs.fusekernel.protocol.Layouts.putInt;
import static io.tarnfs.fusekernel.protocol.Layouts.putLong;

import io.tarnfs.fusekernel.handler.Answer;
import io.tarnfs.fusekernel.handler.XattrListReply;
import io.tarnfs.fusekernel.handler.XattrReply;
import io.tarnfs.linux.errno.Errno;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Reply to GETXATTR and LISTXATTR, behind the header: the value, or the names with a NUL behind each.
///
/// A caller that gives a buffer of size 0 asks for the length alone: `struct fuse_getxattr_out` {size u32,
/// padding}.
final class XattrOut implements XattrReply, XattrListReply {
    /// Longest value, and longest list of names, in bytes (XATTR_SIZE_MAX and XATTR_LIST_MAX of the kernel).
    static final int SIZE_MAX = 65_536;

    /// Bytes of `struct fuse_getxattr_out`.
    private static final int LENGTH_ONLY_SIZE = 8;

    private final MemorySegment out;
    private int size;

    XattrOut(MemorySegment out) {
        this.out = out;
    }

    XattrOut start() {
        size = 0;
        return this;
    }

    @Override
    public void value(byte[] value) {
        if (value.length > SIZE_MAX) {
            throw new IllegalArgumentException("value of an extended attribute too long: length=" + value.length);
        }
        MemorySegment.copy(value, 0, out, ValueLayout.JAVA_BYTE, OUT_HEADER, value.length);
        size = value.length;
    }

    @Override
    public void add(byte[] name) {
        if (size + name.length < SIZE_MAX) {
            MemorySegment.copy(name, 0, out, ValueLayout.JAVA_BYTE, OUT_HEADER + size, name.length);
            out.set(ValueLayout.JAVA_BYTE, OUT_HEADER + size + name.length, (byte) 0);
        }
        // Counted also when it does not fit, so that the answer becomes E2BIG instead of a list with names missing.
        size += name.length + 1;
    }

    /// What the caller gets for a buffer of `wanted` bytes.
    Answer answer(int wanted) {
        if (size > SIZE_MAX) {
            return Answer.failed(Errno.E2BIG);
        }
        return wanted == 0 || size <= wanted ? Answer.OK : Answer.failed(Errno.ERANGE);
    }

    /// Finishes the body for a buffer of `wanted` bytes and returns its size.
    int finish(int wanted) {
        if (wanted != 0) {
            return size;
        }
        putLong(out, OUT_HEADER, 0);
        putInt(out, OUT_HEADER, size);
        return LENGTH_ONLY_SIZE;
    }
}
