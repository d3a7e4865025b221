// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.model.identity;

/// Names one volume of a metadata service; never reused.
///
/// @param value 1 or more; 0 is [#SERVICE]
public record VolumeId(long value) implements Comparable<VolumeId> {
    public VolumeId {
        if (value < 0) {
            throw new IllegalArgumentException("a volume id is not negative: value=" + value);
        }
    }

    /// The service itself: the volume id of commands that belong to no volume yet, such as making one.
    public static final VolumeId SERVICE = new VolumeId(0);

    @Override
    public int compareTo(VolumeId other) {
        return Long.compare(value, other.value);
    }
}
