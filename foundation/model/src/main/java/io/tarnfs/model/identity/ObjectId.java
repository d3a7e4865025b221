// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.model.identity;

/// Names one object of a volume's object store; leased in ranges, written once, never used again.
///
/// @param value 1 or more
public record ObjectId(long value) implements Comparable<ObjectId> {
    public ObjectId {
        if (value < 1) {
            throw new IllegalArgumentException("an object id is at least 1: value=" + value);
        }
    }

    @Override
    public int compareTo(ObjectId other) {
        return Long.compare(value, other.value);
    }
}
