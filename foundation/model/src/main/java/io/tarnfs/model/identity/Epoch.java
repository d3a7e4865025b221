// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.model.identity;

/// A number that only grows and orders ownership: what carries an older one is refused.
///
/// @param value 0 or more
public record Epoch(long value) implements Comparable<Epoch> {
    public Epoch {
        if (value < 0) {
            throw new IllegalArgumentException("an epoch is not negative: value=" + value);
        }
    }

    @Override
    public int compareTo(Epoch other) {
        return Long.compare(value, other.value);
    }
}
