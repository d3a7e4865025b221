// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.model.time;

/// Where time comes from; a test hands in its own and moves it.
public interface TimeSource {
    /// Returns the instant now on the wall clock, which may jump in both directions.
    Timestamp now();

    /// Returns nanoseconds of a clock that never jumps back; only differences have a meaning
    /// (System.nanoTime).
    long monotonicNanos();
}
