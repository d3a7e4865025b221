// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.model.content;

import io.tarnfs.model.identity.Sequence;
import java.util.List;

/// What is to be seen in a run of blocks of one file.
///
/// @param version the sequence of the last change of the file's data
/// @param extents in ascending order of block and offset, none overlapping another; gaps read as zeros
public record FileExtents(Sequence version, List<Extent> extents) {
    public FileExtents {
        extents = List.copyOf(extents);
    }
}
