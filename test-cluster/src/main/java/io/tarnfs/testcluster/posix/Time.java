// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.posix;

/// A time stamp of a file.
public record Time(long seconds, long nanos) implements Comparable<Time> {
    /// utimensat(2): set to the time of the call.
    public static final Time NOW = new Time(0, (1L << 30) - 1);
    /// utimensat(2): leave as it is.
    public static final Time OMIT = new Time(0, (1L << 30) - 2);

    /// The instant `seconds` after 1970 began.
    public static Time atSecond(long seconds) {
        return new Time(seconds, 0);
    }

    @Override
    public int compareTo(Time other) {
        int bySecond = Long.compare(seconds, other.seconds);
        return bySecond != 0 ? bySecond : Long.compare(nanos, other.nanos);
    }

    /// True when this lies later than `other`.
    public boolean after(Time other) {
        return compareTo(other) > 0;
    }
}
