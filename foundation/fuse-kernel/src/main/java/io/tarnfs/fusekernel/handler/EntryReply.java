// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.handler;

/// A name and the inode behind it: reply to LOOKUP and to the calls that make a name, and part of READDIRPLUS.
///
/// Each entry with a nodeid that goes out counts as one lookup of that inode, until [NameCalls#forget] takes it
/// back.
public interface EntryReply {
    /// Sets the inode. In a reply to LOOKUP, 0 (the start value) says "there is no such name", and unlike ENOENT
    /// the kernel may remember it for the entry's time. In READDIRPLUS 0 says "no lookup was done for this name".
    EntryReply nodeId(long nodeId);

    /// Sets the generation: nodeid and generation together are never used for two inodes.
    EntryReply generation(long generation);

    /// Sets for how long the kernel may use the name without asking; 0, the start value, means not at all.
    EntryReply entryValidNanos(long nanos);

    /// Sets for how long the kernel may use the attributes without asking; 0, the start value, means not at all.
    EntryReply attributesValidNanos(long nanos);

    /// Returns the writer of the inode's attributes.
    AttributesWriter attributes();
}
