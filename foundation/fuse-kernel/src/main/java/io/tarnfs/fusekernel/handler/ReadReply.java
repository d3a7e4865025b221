// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.handler;

import java.lang.foreign.MemorySegment;

/// Reply to READ: pieces of the file in order, gathered by the kernel without a copy of ours.
///
/// Fewer bytes than asked for mean the end of the file. More than [#remaining()] is a defect that becomes EIO.
public interface ReadReply {
    /// Returns how many bytes are still asked for; starts as the request's size.
    int remaining();

    /// Appends bytes of native memory that stay as they are until `owner` is released.
    ///
    /// The reference passes to the reply by this call: it is released once, after the kernel has copied the
    /// bytes, and also when the call fails or throws afterwards.
    void add(MemorySegment bytes, Releasable owner);

    /// Appends a copy of bytes, which may change afterwards; for small pieces (inline files, data being written).
    void addCopy(MemorySegment bytes);

    /// Appends zeros: a hole.
    void addZeros(int count);
}
