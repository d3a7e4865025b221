// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

/// Some frames of an object that follow each other.
///
/// @param first zero-based number of the first
/// @param count at least 1
public record FrameRange(int first, int count) {
    /// Checks the ranges.
    public FrameRange {
        if (first < 0 || count < 1) {
            throw new IllegalArgumentException("first=" + first + " count=" + count);
        }
    }

    /// Returns the number behind the last frame.
    public int end() {
        return first + count;
    }
}
