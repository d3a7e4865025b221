// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.openfile;

import java.lang.foreign.MemorySegment;

/// Bytes written to one aligned piece of a file.
///
/// @param index which piece: offset in the file divided by [DirtyArena#CHUNK_BYTES]
/// @param bytes the memory; only the valid ranges mean anything
/// @param valid which bytes were written
record DirtyChunk(long index, MemorySegment bytes, Ranges valid) {
    /// Returns the offset in the file of the chunk's first byte.
    long start() {
        return index * DirtyArena.CHUNK_BYTES;
    }
}
