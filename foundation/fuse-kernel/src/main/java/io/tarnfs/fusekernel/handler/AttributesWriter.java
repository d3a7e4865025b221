// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.handler;

/// Where a handler writes the attributes of an inode, straight into the reply.
///
/// Every field starts as 0 and keeps its last value. Times are counted from 1970-01-01T00:00Z, seconds may be
/// negative.
public interface AttributesWriter {
    /// Sets the inode number that stat(2) shows; not necessarily the nodeid.
    AttributesWriter inode(long ino);

    /// Sets file type and permission bits, see [FileType#modeBits()].
    AttributesWriter mode(int mode);

    /// Sets the number of hard links.
    AttributesWriter links(int count);

    /// Sets the owner.
    AttributesWriter uid(int uid);

    /// Sets the group.
    AttributesWriter gid(int gid);

    /// Sets the size in bytes.
    AttributesWriter sizeBytes(long size);

    /// Sets the space used, in units of 512 bytes.
    AttributesWriter blocks(long count);

    /// Sets the size that stat(2) recommends for I/O, in bytes.
    AttributesWriter blockSizeBytes(int size);

    /// Sets the device number of a device inode, encoded as MKNOD passed it.
    AttributesWriter device(int rdev);

    /// Sets the time of the last access.
    AttributesWriter accessTime(long seconds, int nanos);

    /// Sets the time of the last change of the content.
    AttributesWriter modificationTime(long seconds, int nanos);

    /// Sets the time of the last change of the inode.
    AttributesWriter changeTime(long seconds, int nanos);
}
