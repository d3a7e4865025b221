// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.objectstore;

import java.time.Duration;

/// Waits; handed in, so that a test can drive it.
@FunctionalInterface
public interface Waiter {
    /// Waits that long.
    ///
    /// @throws InterruptedException if the thread is interrupted meanwhile
    void await(Duration duration) throws InterruptedException;
}
