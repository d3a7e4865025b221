// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.model.identity;

/// The position of a command in the order in which the metadata service applied them; grows by one a command.
///
/// @param value 0 before the first command
public record Sequence(long value) implements Comparable<Sequence> {
    public Sequence {
        if (value < 0) {
            throw new IllegalArgumentException("a sequence is not negative: value=" + value);
        }
    }

    /// Before the first command.
    public static final Sequence NONE = new Sequence(0);

    @Override
    public int compareTo(Sequence other) {
        return Long.compare(value, other.value);
    }
}
