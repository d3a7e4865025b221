// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.protocol;

import static io.tarnfs.fusekernel.protocol.Layouts.OUT_HEADER;

import io.tarnfs.fusekernel.handler.ReadlinkReply;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Reply to READLINK: the bytes of the target, without a NUL, behind the header.
final class ReadlinkOut implements ReadlinkReply {
    /// Longest target in bytes: PATH_MAX without its NUL.
    static final int TARGET_MAX = 4095;

    private final MemorySegment out;
    private int size;

    ReadlinkOut(MemorySegment out) {
        this.out = out;
    }

    ReadlinkOut start() {
        size = 0;
        return this;
    }

    int size() {
        return size;
    }

    @Override
    public void target(byte[] target) {
        if (target.length > TARGET_MAX) {
            throw new IllegalArgumentException("target of a link too long: length=" + target.length);
        }
        MemorySegment.copy(target, 0, out, ValueLayout.JAVA_BYTE, OUT_HEADER, target.length);
        size = target.length;
    }
}
