// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.objectstore;

import java.util.List;
import java.util.Optional;

/// One page of a listing, in ascending order of the keys' bytes.
///
/// @param objects the objects of this page; may be empty although there are more pages
/// @param resume  hand this to the next call as `after`; empty at the end of the listing
public record ListPage(List<Listed> objects, Optional<StoreKey> resume) {
    /// One listed object.
    ///
    /// @param sizeBytes its size
    public record Listed(StoreKey key, long sizeBytes) {}

    /// Copies the list.
    public ListPage {
        objects = List.copyOf(objects);
    }
}
