// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/// Which numbers of commands are still on their way, so that the service may forget the results of all
/// smaller ones.
///
/// A number begins before its first command is sent and is confirmed once its result has reached the
/// caller. The lock
/// guards both fields and is held for a few instructions.
final class ConfirmationWindow {
    private final ReentrantLock lock = new ReentrantLock();

    /// Numbers under way, each with how often it was begun (a request that was sent twice is under way
    /// twice).
    @GuardedBy("lock")
    private final TreeMap<Long, Integer> underWay = new TreeMap<>();

    @GuardedBy("lock")
    private long largest;

    /// Begins the next number, counted from 1.
    long next() {
        lock.lock();
        try {
            long number = largest + 1;
            begin(number);
            return number;
        } finally {
            lock.unlock();
        }
    }

    /// Begins a number that somebody else counts.
    void begin(long number) {
        lock.lock();
        try {
            underWay.merge(number, 1, Integer::sum);
            largest = Math.max(largest, number);
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

    /// Returns the number below which everything is confirmed.
    long confirmedBelow() {
        lock.lock();
        try {
            return underWay.isEmpty() ? largest + 1 : underWay.firstKey();
        } finally {
            lock.unlock();
        }
    }
}
