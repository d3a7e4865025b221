// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.openfile;

import io.tarnfs.model.content.Extent;
import io.tarnfs.model.identity.InodeId;
import java.io.IOException;
import java.util.List;

/// Where flushed bytes go: seals them and puts them into the object store.
public interface ContentWriter {
    /// Stores each list of runs as one object and returns when all of them are durable.
    ///
    /// @return the extents of all runs, to be listed by the metadata service
    /// @throws NoSpaceException if the store is full
    /// @throws IOException if any of them could not be stored; objects that were are unlisted and swept later
    List<Extent> store(InodeId inode, List<List<DirtyRun>> objects) throws IOException;

    /// The object store is full.
    final class NoSpaceException extends IOException {
        private static final long serialVersionUID = 1;

        /// @param message what was tried
        /// @param cause   what the store said
        public NoSpaceException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
