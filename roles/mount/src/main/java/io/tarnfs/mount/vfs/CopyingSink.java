// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.vfs;

import io.tarnfs.mount.content.ReadSink;
import java.lang.foreign.MemorySegment;

/// Collects the bytes of a read in one piece of memory.
final class CopyingSink implements ReadSink {
    private final MemorySegment target;
    private long filled;

    CopyingSink(MemorySegment target) {
        this.target = target;
    }

    @Override
    public void add(MemorySegment bytes, Runnable release) {
        addCopy(bytes);
        release.run();
    }

    @Override
    public void addCopy(MemorySegment bytes) {
        MemorySegment.copy(bytes, 0, target, filled, bytes.byteSize());
        filled += bytes.byteSize();
    }

    @Override
    public void addZeros(int count) {
        target.asSlice(filled, count).fill((byte) 0);
        filled += count;
    }
}
