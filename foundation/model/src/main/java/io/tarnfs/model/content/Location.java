// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.model.content;

import io.tarnfs.model.identity.ObjectId;

/// Where the plain bytes of an [Extent] come from.
public sealed interface Location {
    /// Bytes of an object in the object store.
    ///
    /// @param object       the object
    /// @param rangeSalt    the salt of the leased id range that the object's id belongs to: part of its key
    ///                     in the
    ///                     store. The service fills it in answers; commands carry what the lease said.
    /// @param headerLength bytes of header and frame table at the start of the object, so that one ranged
    ///                     read can
    ///                     bring them together with the frames wanted
    /// @param offset       of the extent's first byte in the plain content of the object
    record Stored(ObjectId object, long rangeSalt, int headerLength, long offset) implements Location {
        public Stored {
            if (headerLength < 1 || offset < 0) {
                throw new IllegalArgumentException("headerLength=" + headerLength + " offset=" + offset);
            }
        }
    }

    /// A small value kept sealed in the metadata itself, from its plain byte `offset` on.
    ///
    /// @param sealed the sealed value as the client made it; the service cannot open it
    /// @param offset of the extent's first byte in the plain value
    record Inline(Bytes sealed, int offset) implements Location {
        public Inline {
            if (offset < 0) {
                throw new IllegalArgumentException("offset=" + offset);
            }
        }
    }
}
