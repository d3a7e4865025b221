// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.model.identity;

/// Names one inode within its volume; 48 bits, never reused.
///
/// The kernel's 64-bit nodeid is (view, inode), with 16 bits for the view, so that one inode seen at two
/// instants can be two kernel inodes once volumes can be mounted in the past.
///
/// @param value from 1 to [#MAX]
public record InodeId(long value) implements Comparable<InodeId> {
    public InodeId {
        if (value < 1 || value > (1L << 48) - 1) {
            throw new IllegalArgumentException("an inode id has 48 bits and is at least 1: value=" + value);
        }
    }

    /// The largest inode number.
    public static final long MAX = (1L << 48) - 1;

    /// The root directory of every volume.
    public static final InodeId ROOT = new InodeId(1);

    @Override
    public int compareTo(InodeId other) {
        return Long.compare(value, other.value);
    }
}
