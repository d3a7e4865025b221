// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.linux.durable;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/// The supply of one [PowerLossFolder] tree: counts steps, ends them at the chosen one, and injects faults.
///
/// All state of the tree is guarded by this object's monitor.
final class Power {
    private final Map<Step, Long> counts = new EnumMap<>(Step.class);
    private final Map<Step, Long> failures = new EnumMap<>(Step.class);
    private long steps;
    private long cutAt = Long.MAX_VALUE;
    private boolean off;
    private long budgetBytes = Long.MAX_VALUE;

    long steps() {
        return steps;
    }

    void cutAt(long step) {
        cutAt = step;
    }

    void cut() {
        off = true;
    }

    boolean isOff() {
        return off;
    }

    void failAt(Step step, long skipped) {
        failures.put(step, counts.getOrDefault(step, 0L) + skipped + 1);
    }

    void budget(long bytes) {
        budgetBytes = bytes;
    }

    long budgetBytes() {
        return budgetBytes;
    }

    void check() throws IOException {
        if (off) {
            throw new PowerLossFolder.PowerCut("the power is off: steps=" + steps);
        }
    }

    /// Counts a step that changes something.
    ///
    /// @return whether it is the one at which the power goes: what it does is then left half done
    boolean countAndCut(Step step) throws IOException {
        check();
        steps++;
        counts.merge(step, 1L, Long::sum);
        off = steps >= cutAt;
        return off;
    }

    /// Tells whether the step just counted is to fail with EIO.
    boolean fails(Step step) {
        Long at = failures.get(step);
        return at != null && at.equals(counts.get(step));
    }
}
