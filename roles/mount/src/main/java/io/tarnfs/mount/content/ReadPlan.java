// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.content;

import io.tarnfs.model.content.Extent;
import io.tarnfs.model.content.Location;
import java.util.ArrayList;
import java.util.List;

/// Which bytes of which extents a read consists of: pure calculation.
final class ReadPlan {
    private ReadPlan() {}

    /// Consecutive bytes of a read from one place.
    sealed interface Step {
        /// Returns how many bytes.
        int length();

        /// Bytes that no extent covers: zeros.
        record Hole(int length) implements Step {}

        /// Bytes of an object.
        ///
        /// @param location of the object
        /// @param from     offset of the first byte in the object's plain content
        record Stored(Location.Stored location, long from, int length) implements Step {}

        /// Bytes of an inline value.
        ///
        /// @param location of the value
        /// @param from     offset of the first byte in the plain value
        record Inline(Location.Inline location, int from, int length) implements Step {}
    }

    /// Cuts a read into steps.
    ///
    /// @param extents in ascending order, none overlapping another, at least those of the blocks read
    /// @param offset  of the first byte in the file
    /// @param count   how many bytes, at least 1
    static List<Step> of(List<Extent> extents, long offset, int count, int blockSizeBytes) {
        List<Step> steps = new ArrayList<>();
        long at = offset;
        long end = offset + count;
        for (Extent extent : extents) {
            long start = extent.block() * blockSizeBytes + extent.offset();
            long from = Math.max(at, start);
            long to = Math.min(end, start + extent.length());
            if (from < to) {
                addHole(steps, from - at);
                steps.add(step(extent.location(), from - start, (int) (to - from)));
                at = to;
            }
        }
        addHole(steps, end - at);
        return steps;
    }

    private static void addHole(List<Step> steps, long length) {
        if (length > 0) {
            steps.add(new Step.Hole((int) length));
        }
    }

    private static Step step(Location location, long skip, int length) {
        return switch (location) {
            case Location.Stored stored -> new Step.Stored(stored, stored.offset() + skip, length);
            case Location.Inline inline -> new Step.Inline(inline, (int) (inline.offset() + skip), length);
        };
    }
}
