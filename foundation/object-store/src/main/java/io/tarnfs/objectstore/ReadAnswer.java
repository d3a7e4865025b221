// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.objectstore;

/// What a ranged read found.
public sealed interface ReadAnswer permits ReadAnswer.Read, Absent {
    /// Bytes were read into the target, from its beginning.
    ///
    /// @param countBytes how many; fewer than the target holds only where the object ends, 0 at or
    ///     behind its end
    record Read(long countBytes) implements ReadAnswer {
        /// Checks the count.
        public Read {
            if (countBytes < 0) {
                throw new IllegalArgumentException("countBytes=" + countBytes);
            }
        }
    }
}
