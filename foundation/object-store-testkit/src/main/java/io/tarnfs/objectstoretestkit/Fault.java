// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.objectstoretestkit;

import io.tarnfs.objectstore.StoreException;
import java.time.Duration;

/// What goes wrong in one call of a [FaultyStore].
public sealed interface Fault {
    /// Nothing.
    record None() implements Fault {}

    /// The call fails without having reached the store; kind `THROTTLED` is the 503 of a busy store.
    record FailBefore(StoreException.Kind kind) implements Fault {}

    /// The call is carried out, then its answer is lost.
    record FailAfter(StoreException.Kind kind) implements Fault {}

    /// A read brings less than it should, without an error, as a connection that is cut does; other
    /// calls are not hurt.
    ///
    /// @param keepPercent how much of the bytes comes, 0 to 99
    record ShortRead(int keepPercent) implements Fault {
        /// Checks the range.
        public ShortRead {
            if (keepPercent < 0 || keepPercent > 99) {
                throw new IllegalArgumentException("keepPercent=" + keepPercent);
            }
        }
    }

    /// The call is carried out after a wait.
    record Slow(Duration duration) implements Fault {}

    /// One bit of what a read brings is wrong; other calls are not hurt.
    ///
    /// @param bit chooses the bit, taken modulo the number of bits read
    record FlipBit(long bit) implements Fault {}
}
