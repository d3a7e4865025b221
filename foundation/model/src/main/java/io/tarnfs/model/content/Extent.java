// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.model.content;

/// A run of bytes inside one block of a file, and where they come from.
///
/// @param block    zero-based index of the block in the file
/// @param offset   of the first byte within the block, in bytes
/// @param length   in bytes, at least 1; the run ends within the block
/// @param location where the bytes come from
public record Extent(long block, int offset, int length, Location location) {
    public Extent {
        if (block < 0 || offset < 0 || length < 1) {
            throw new IllegalArgumentException("block=" + block + " offset=" + offset + " length=" + length);
        }
    }

    /// Returns the offset within the block of the first byte behind the run.
    public int end() {
        return offset + length;
    }
}
