// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import io.tarnfs.model.identity.InodeId;

/// Which file's bytes a run of an object's plaintext is; the parts of an object follow each other
/// without gaps.
///
/// Only salvage reads it, when the namespace is lost: the metadata knows where the bytes of a file are.
/// A clone shares objects, so the inode is the one that the bytes were first written to.
///
/// @param block  zero-based index of the block in the file
/// @param offset of the first byte in that block
/// @param length in bytes, at least 1
public record Part(InodeId inode, long block, int offset, int length) {
    /// Checks the ranges.
    public Part {
        if (block < 0 || offset < 0 || length < 1) {
            throw new IllegalArgumentException("block=" + block + " offset=" + offset + " length=" + length);
        }
    }
}
