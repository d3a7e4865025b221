// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.objectstore;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How often a call is repeated and how long it waits between.
///
/// The wait before try n is random between half and all of `firstWait` doubled n-1 times, at most
/// `waitMax`: doubled so that an overloaded store gets room, random so that many mounts do not come
/// back in step.
///
/// @param triesMax  all tries of one call, the first included; 1 to 20
/// @param firstWait wait before the second try
/// @param waitMax   no wait is longer
public record RetryPolicy(int triesMax, Duration firstWait, Duration waitMax) {
    /// Six tries in at most about 6 s: longer than a store needs to fail over a node, shorter than the
    /// time after which an application takes the file system for hung.
    public static final RetryPolicy DEFAULT = new RetryPolicy(6, Duration.ofMillis(100), Duration.ofSeconds(3));

    /// Twenty doublings would overflow nothing yet but are days.
    private static final int TRIES_MAX = 20;

    /// Checks the ranges.
    public RetryPolicy {
        if (triesMax < 1 || triesMax > TRIES_MAX) {
            throw new IllegalArgumentException("triesMax=" + triesMax + " allowed=1.." + TRIES_MAX);
        }
        if (firstWait.isNegative() || waitMax.compareTo(firstWait) < 0) {
            throw new IllegalArgumentException("firstWait=" + firstWait + " waitMax=" + waitMax);
        }
    }

    /// Returns the wait after the failed try of that number, the first being 1.
    Duration waitAfter(int failedTry, RandomGenerator random) {
        Duration doubled = firstWait.multipliedBy(1L << (failedTry - 1));
        long nanos = (doubled.compareTo(waitMax) < 0 ? doubled : waitMax).toNanos();
        return Duration.ofNanos(nanos - random.nextLong(nanos / 2 + 1));
    }
}
