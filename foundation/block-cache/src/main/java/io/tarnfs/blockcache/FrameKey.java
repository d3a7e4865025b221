// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.blockcache;

/// One frame of one object.
///
/// @param frame zero-based number
public record FrameKey(ObjectName object, int frame) {
    /// Checks the number.
    public FrameKey {
        if (frame < 0) {
            throw new IllegalArgumentException("frame=" + frame);
        }
    }

    /// Returns the key of a later frame of the object.
    FrameKey plus(int frames) {
        return frames == 0 ? this : new FrameKey(object, frame + frames);
    }
}
