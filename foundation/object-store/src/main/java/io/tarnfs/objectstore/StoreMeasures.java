// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.objectstore;

import java.util.Map;

/// What a [MeasuredStore] has counted since it was made.
///
/// @param operations one entry for each [StoreOperation]
public record StoreMeasures(Map<StoreOperation, Counts> operations) {
    /// The counts of one operation.
    ///
    /// @param calls     calls that came back, well or not
    /// @param bytes     content bytes put or read by the calls that came back well
    /// @param nanos     time in all calls together
    /// @param nanosMax  time in the longest call
    /// @param failures  calls that failed, for each kind that occurred
    public record Counts(long calls, long bytes, long nanos, long nanosMax, Map<StoreException.Kind, Long> failures) {
        /// Copies the map.
        public Counts {
            failures = Map.copyOf(failures);
        }
    }

    /// Copies the map.
    public StoreMeasures {
        operations = Map.copyOf(operations);
    }

    /// Returns the counts of one operation.
    public Counts of(StoreOperation operation) {
        Counts counts = operations.get(operation);
        if (counts == null) {
            throw new IllegalArgumentException("not measured: operation=" + operation);
        }
        return counts;
    }
}
