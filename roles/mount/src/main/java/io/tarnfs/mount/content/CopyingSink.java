// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.content;

import java.lang.foreign.MemorySegment;

/// Collects the bytes of a read in one piece of memory.
public final class CopyingSink implements ReadSink {
    private final MemorySegment target;
    private long filled;

    /// Fills `target` from its beginning.
    public CopyingSink(MemorySegment target) {
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
