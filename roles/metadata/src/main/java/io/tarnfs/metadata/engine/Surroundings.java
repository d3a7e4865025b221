// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

import io.tarnfs.model.metrics.Metrics;
import io.tarnfs.model.time.TimeSource;
import java.io.IOException;
import java.util.random.RandomGenerator;

/// What the engine takes from outside, so that a test can hand in its own.
///
/// @param time    clocks
/// @param random  where the random bits of commands come from; a cryptographic one outside of tests,
///                because salts of object keys and the hashes of names are drawn from them
/// @param space   how much room the log has left
/// @param metrics where it counts
public record Surroundings(TimeSource time, RandomGenerator random, SpaceGauge space, Metrics metrics) {
    /// Tells how many bytes may still be written.
    @FunctionalInterface
    public interface SpaceGauge {
        /// Returns the bytes that are free, an estimate; called once a batch.
        long usableBytes() throws IOException;
    }
}
