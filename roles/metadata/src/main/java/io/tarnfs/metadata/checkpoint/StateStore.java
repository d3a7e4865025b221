// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.checkpoint;

import io.tarnfs.model.identity.Sequence;
import java.io.IOException;

/// All ordered maps of the service, changed by one writer thread and read by any.
public interface StateStore extends AutoCloseable {
    /// Returns the map of that kind, making it if it is new. Writer only; the same instance each time.
    <K, V> StateMap<K, V> map(MapKind<K, V> kind);

    /// Returns the sequence of the last command that the opened checkpoint holds.
    Sequence checkpointed();

    /// Makes all changes since the last call visible to readers, at once. Writer only, between commands.
    void publish(Sequence applied);

    /// Returns the last published state, pinned until it is closed: a cheap call, no lock, any thread.
    StateView view();

    /// Writes a checkpoint of the published state and returns before it is durable; the sync goes on
    /// elsewhere. Writer only, between commands.
    ///
    /// @return the position of the newest checkpoint that is durable by now, for
    ///     [io.tarnfs.metadata.commandlog .MetadataLog#release]: the log must be kept back to the one
    ///     before it
    Sequence checkpoint() throws IOException;

    /// Tells whether the changes since the last checkpoint take so much memory that the next should not
    /// wait. Writer only.
    default boolean wantsCheckpoint() {
        return false;
    }

    /// Does a bounded slice of compaction. Writer only, between commands.
    void compactSlice() throws IOException;

    /// Writes and syncs a last checkpoint, then closes.
    @Override
    void close() throws IOException;
}
