// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.handler;

import org.jspecify.annotations.Nullable;

/// Reply to READDIRPLUS: entries with their attributes until it is full.
public interface DirectoryPlusReply {
    /// Appends an entry and hands out its second half to fill in before the next one is added.
    ///
    /// An entry whose nodeid is set counts as a lookup; `.` and `..` must leave it at 0.
    ///
    /// @param ino the inode number shown by readdir(3)
    /// @param nextOffset the offset that a later READDIRPLUS carries to go on behind this entry; not 0
    /// @return null if it did not fit: nothing was appended and the handler stops
    @Nullable
    EntryReply add(byte[] name, long ino, FileType type, long nextOffset);

    /// Returns a mark of what has been appended so far.
    long mark();

    /// Takes back everything appended since the mark; lookups of the entries taken back do not count.
    void rewindTo(long mark);
}
