// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.commandlog;

import io.tarnfs.model.identity.Sequence;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/// An ordered, durable log of entries; each entry is the bytes of one stamped command.
///
/// Entries are numbered without gaps by [Sequence]. One thread appends; [#recover] is called once, before
/// the first append. Any `IOException` of an append is final: nothing of that batch may be applied or
/// answered, and the service stops (a retried fdatasync lies).
public interface MetadataLog extends AutoCloseable {
    /// Hands every durable entry behind `applied` to `replay`, in order, and makes the log ready for
    /// appending.
    ///
    /// @param applied what the checkpoint holds already
    /// @throws IOException if the log is damaged anywhere but in a torn tail, or does not reach back to
    ///     `applied`
    void recover(Sequence applied, Replay replay) throws IOException;

    /// Appends a batch and returns when it is durable.
    ///
    /// @param first   the sequence of the first entry: one more than the last appended or recovered
    /// @param entries at least one; each is read from its position to its limit
    void append(Sequence first, List<ByteBuffer> entries) throws IOException;

    /// Gives up the entries up to `checkpointed`, which a synced checkpoint covers, as far as whole
    /// segments hold nothing newer. Call it with the position of the checkpoint before the newest, so that
    /// one can be given up.
    void release(Sequence checkpointed) throws IOException;

    /// Closes the files; what was appended stays.
    @Override
    void close() throws IOException;

    /// Receives recovered entries.
    interface Replay {
        /// Takes one entry; `entry` is valid during the call only.
        void entry(Sequence sequence, ByteBuffer entry) throws IOException;
    }
}
