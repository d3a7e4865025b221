// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.objectstore;

/// What the store knows about an object without reading it.
public sealed interface HeadAnswer permits HeadAnswer.Present, Absent {
    /// The object is there.
    ///
    /// @param sizeBytes its size
    record Present(long sizeBytes) implements HeadAnswer {
        /// Checks the size.
        public Present {
            if (sizeBytes < 0) {
                throw new IllegalArgumentException("sizeBytes=" + sizeBytes);
            }
        }
    }
}
