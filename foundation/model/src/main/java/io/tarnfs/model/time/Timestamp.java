// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.model.time;

/// An instant on the wall clock, as struct timespec holds it.
///
/// @param seconds since 1970-01-01T00:00:00Z, negative before it
/// @param nanos   0 to 999,999,999, counted forward from `seconds`
public record Timestamp(long seconds, int nanos) implements Comparable<Timestamp> {
    private static final int NANOS_A_SECOND = 1_000_000_000;

    /// 1970-01-01T00:00:00Z.
    public static final Timestamp EPOCH = new Timestamp(0, 0);

    public Timestamp {
        if (nanos < 0 || nanos >= NANOS_A_SECOND) {
            throw new IllegalArgumentException("nanos lie in one second: nanos=" + nanos);
        }
    }

    /// Returns the later of the two.
    public static Timestamp max(Timestamp a, Timestamp b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    @Override
    public int compareTo(Timestamp other) {
        int order = Long.compare(seconds, other.seconds);
        return order != 0 ? order : Integer.compare(nanos, other.nanos);
    }
}
