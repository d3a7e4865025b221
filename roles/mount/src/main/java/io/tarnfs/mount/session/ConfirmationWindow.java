// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/// Which numbers of commands are still on their way, so that the service may forget the results of all
/// smaller ones.
///
/// A number begins before its first command is sent and is confirmed once its result has reached the caller.
/// The lock guards all fields and is held for a few instructions.
final class ConfirmationWindow {
    private final ReentrantLock lock = new ReentrantLock();

    /// Numbers under way, each with how often it was begun (a request that was sent twice is under way
    /// twice).
    @GuardedBy("lock")
    private final TreeMap<Long, Integer> underWay = new TreeMap<>();

    @GuardedBy("lock")
    private long largest;

    /// The service was told that every smaller number is confirmed.
    @GuardedBy("lock")
    private long promised;

    /// Begins the next number, counted from 1.
    long next() {
        lock.lock();
        try {
            long number = largest + 1;
            underWay.put(number, 1);
            largest = number;
            return number;
        } finally {
            lock.unlock();
        }
    }

    /// Begins a number that somebody else counts, which may come late and in any order.
    ///
    /// @return false if the service was told already that all such small numbers are confirmed: it would
    ///     refuse this one, so it must not be used
    boolean begin(long number) {
        lock.lock();
        try {
            if (number < promised) {
                return false;
            }
            underWay.merge(number, 1, Integer::sum);
            largest = Math.max(largest, number);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Confirms a number; one that was never begun is of no account.
    void confirm(long number) {
        lock.lock();
        try {
            underWay.computeIfPresent(number, (_, count) -> count > 1 ? count - 1 : null);
        } finally {
            lock.unlock();
        }
    }

    /// Returns the number below which everything is confirmed, to be told to the service.
    long confirmedBelow() {
        lock.lock();
        try {
            promised = underWay.isEmpty() ? largest + 1 : underWay.firstKey();
            return promised;
        } finally {
            lock.unlock();
        }
    }
}
