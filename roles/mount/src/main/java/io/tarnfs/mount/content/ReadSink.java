// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.content;

import java.lang.foreign.MemorySegment;

/// Takes the bytes of a read in order.
public interface ReadSink {
    /// Takes bytes that stay as they are until `release` is run; it is run exactly once, from any thread,
    /// also when this throws.
    void add(MemorySegment bytes, Runnable release);

    /// Takes a copy of bytes that may change afterwards.
    void addCopy(MemorySegment bytes);

    /// Takes zeros: a hole.
    void addZeros(int count);
}
