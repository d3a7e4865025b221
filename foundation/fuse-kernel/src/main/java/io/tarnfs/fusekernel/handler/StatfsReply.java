// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.handler;

/// Reply to STATFS (statvfs(3)). Every field starts as 0, the longest name as 255, both block sizes as 4096.
public interface StatfsReply {
    /// Sets the unit of the three block counts in bytes.
    StatfsReply fragmentSizeBytes(int size);

    /// Sets the size recommended for I/O in bytes.
    StatfsReply blockSizeBytes(int size);

    /// Sets the size of the file system in fragments.
    StatfsReply blocks(long count);

    /// Sets the free fragments.
    StatfsReply blocksFree(long count);

    /// Sets the free fragments that users other than root may use.
    StatfsReply blocksAvailable(long count);

    /// Sets the number of inodes there can be.
    StatfsReply inodes(long count);

    /// Sets the number of inodes that can still be made.
    StatfsReply inodesFree(long count);

    /// Sets the longest name in bytes.
    StatfsReply nameLengthMax(int length);
}
