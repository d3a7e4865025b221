// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

/// Some bytes of an object as it is stored.
public record ByteRange(long offset, long length) {
    /// Checks the ranges.
    public ByteRange {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("offset=" + offset + " length=" + length);
        }
    }

    /// Returns the offset behind the last byte.
    public long end() {
        return offset + length;
    }
}
