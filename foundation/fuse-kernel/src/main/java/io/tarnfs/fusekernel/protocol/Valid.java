// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.protocol;

/// How the protocol splits a time for which something may be cached.
final class Valid {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private Valid() {}

    /// Whole seconds; a time that has passed already is none.
    static long seconds(long nanos) {
        return Math.max(nanos, 0) / NANOS_PER_SECOND;
    }

    static int nanoOfSecond(long nanos) {
        return (int) (Math.max(nanos, 0) % NANOS_PER_SECOND);
    }
}
