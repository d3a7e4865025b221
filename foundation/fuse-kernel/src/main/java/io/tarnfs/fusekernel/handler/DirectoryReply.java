// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.handler;

/// Reply to READDIR: entries until it is full.
public interface DirectoryReply {
    /// Appends an entry.
    ///
    /// @param ino the inode number shown by readdir(3)
    /// @param nextOffset the offset that a later READDIR carries to go on behind this entry; not 0
    /// @return false if it did not fit: nothing was appended and the handler stops
    boolean add(byte[] name, long ino, FileType type, long nextOffset);

    /// Returns a mark of what has been appended so far.
    long mark();

    /// Takes back everything appended since the mark, so that entries of one offset are never split over two
    /// replies.
    void rewindTo(long mark);
}
