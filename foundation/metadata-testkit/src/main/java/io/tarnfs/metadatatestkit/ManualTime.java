// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadatatestkit;

import io.tarnfs.model.time.TimeSource;
import io.tarnfs.model.time.Timestamp;

/// A clock that a test moves. Any thread.
public final class ManualTime implements TimeSource {
    private static final int NANOS_A_SECOND = 1_000_000_000;

    private Timestamp now = new Timestamp(1_000_000_000, 0);

    @Override
    public synchronized Timestamp now() {
        return now;
    }

    @Override
    public synchronized long monotonicNanos() {
        return now.seconds() * NANOS_A_SECOND + now.nanos();
    }

    /// Moves the clock on.
    public synchronized void advanceNanos(long nanos) {
        long total = now.nanos() + nanos;
        now = new Timestamp(now.seconds() + total / NANOS_A_SECOND, (int) (total % NANOS_A_SECOND));
    }

    /// Moves the clock on.
    public void advanceSeconds(long seconds) {
        advanceNanos(seconds * NANOS_A_SECOND);
    }

    /// Sets the clock, back too.
    public synchronized void set(Timestamp instant) {
        now = instant;
    }
}
