// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.blockcache;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.Semaphore;

/// The memory of one frame, and where it goes back to.
interface FrameMemory {
    /// Returns all of it: one frame's length.
    MemorySegment segment();

    /// Tells whether it is of the pool; the other is given to a reader only and not cached.
    boolean isPooled();

    /// Gives it back; called once.
    void giveBack();

    /// Returns the room that the references of readers take.
    Semaphore room();
}
