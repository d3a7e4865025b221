// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.model.time;

import io.tarnfs.model.AllowedHere;
import java.time.Instant;

/// The clocks of this machine.
@AllowedHere("the one place that reads the machine's clock")
public final class SystemTime implements TimeSource {
    @Override
    public Timestamp now() {
        Instant instant = Instant.now();
        return new Timestamp(instant.getEpochSecond(), instant.getNano());
    }

    @Override
    public long monotonicNanos() {
        return System.nanoTime();
    }
}
