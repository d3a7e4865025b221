// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.objectstoretestkit;

import io.tarnfs.objectstore.StoreException;
import io.tarnfs.objectstore.StoreOperation;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.random.RandomGenerator;

/// Says for each call of a [FaultyStore] what goes wrong. Asked by one thread at a time.
@FunctionalInterface
public interface FaultPlan {
    /// Returns the fault of the next call.
    ///
    /// @param location the key, or the prefix of a listing
    Fault next(StoreOperation operation, String location);

    /// The faults of a list, one for each call of `operation`; none for other calls and after the end
    /// of the list.
    static FaultPlan scripted(StoreOperation operation, List<Fault> faults) {
        Queue<Fault> left = new ArrayDeque<>(faults);
        return (asked, _) -> asked != operation || left.isEmpty() ? new Fault.None() : left.remove();
    }

    /// A fault of a random sort in so many of a hundred calls, of those sorts that a correct caller
    /// survives: it repeats what may be repeated and checks what it reads.
    static FaultPlan random(RandomGenerator random, int percent) {
        return (_, _) -> random.nextInt(100) >= percent ? new Fault.None() : randomFault(random);
    }

    private static Fault randomFault(RandomGenerator random) {
        return switch (random.nextInt(6)) {
            case 0 -> new Fault.FailBefore(StoreException.Kind.RETRY);
            case 1 -> new Fault.FailBefore(StoreException.Kind.THROTTLED);
            case 2 -> new Fault.FailAfter(StoreException.Kind.RETRY);
            case 3 -> new Fault.ShortRead(random.nextInt(100));
            case 4 -> new Fault.Slow(Duration.ofMillis(1 + random.nextInt(5)));
            default -> new Fault.FlipBit(random.nextLong(Long.MAX_VALUE));
        };
    }
}
