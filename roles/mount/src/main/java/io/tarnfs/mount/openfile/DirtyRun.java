// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.openfile;

import java.lang.foreign.MemorySegment;
import java.util.List;

/// Dirty bytes without a gap inside one block of a file.
///
/// @param block  index of the block
/// @param offset of the first byte within the block
/// @param pieces the memory, in order; each within one chunk
/// @param length in bytes: the sum of the pieces
public record DirtyRun(long block, int offset, List<MemorySegment> pieces, int length) {
    public DirtyRun {
        pieces = List.copyOf(pieces);
    }
}
