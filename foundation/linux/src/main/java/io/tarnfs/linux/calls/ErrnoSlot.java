// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.linux.calls;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Where the calls of one thread at a time leave their errno; made once and used again, so that a call on a hot
/// path allocates nothing.
///
/// Not a thread-local: virtual threads are many and short-lived, their requests' buffers are few.
public final class ErrnoSlot {
    final MemorySegment segment = Native.capture(Arena.ofAuto());

    /// Returns the errno number of the last call that failed with this slot.
    int number() {
        return Native.errno(segment);
    }
}
