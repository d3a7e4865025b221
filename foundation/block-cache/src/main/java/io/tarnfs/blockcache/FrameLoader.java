// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.blockcache;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Brings the plain bytes of frames into memory: fetches and opens them.
@FunctionalInterface
public interface FrameLoader {
    /// Fills the targets with frames that follow each other. Called in the thread of the read that
    /// needs them, at most once at a time for one frame. The targets are this call's alone until it
    /// returns; whatever it threw, it must not touch them afterwards.
    ///
    /// @param first   the first frame
    /// @param targets one for each frame, each [BlockCache#FRAME_BYTES] long
    /// @return how many bytes all frames have together: all but the last are full, and the last has a
    ///     byte at least
    /// @throws IOException is delivered to everybody who waits for one of the frames
    /// @throws java.io.InterruptedIOException if the thread was interrupted: others who wait then load
    ///     themselves
    long load(FrameKey first, List<MemorySegment> targets) throws IOException;
}
