// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.model.namespace;

import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.Sequence;
import io.tarnfs.model.time.Timestamp;

/// What stat(2) tells of an inode, and what the mount needs beside it.
///
/// @param inode       the inode
/// @param type        what it is
/// @param permissions the low 12 bits of `st_mode`: rwx for user, group, other, and suid, sgid, sticky
/// @param links       the number of names; a directory has 2 and one more for each directory in it
/// @param owner       user and group
/// @param device      of a device file, as `st_rdev`; else 0
/// @param size        in bytes; of a directory the number of its entries; of a symbolic link the length of
///                    its target
/// @param times       the four instants
/// @param flags       bit set of the FLAG_ constants
/// @param dataVersion the sequence of the last change of the file's data or size
public record Attributes(
        InodeId inode,
        FileType type,
        int permissions,
        int links,
        Owner owner,
        int device,
        long size,
        Times times,
        int flags,
        Sequence dataVersion) {
    /// The inode has at least one extended attribute; without it every GETXATTR can be answered at once.
    public static final int FLAG_XATTRS = 1;

    /// Bits that [#permissions] may have.
    public static final int PERMISSIONS_MASK = 0xfff;

    /// Set-user-id bit.
    public static final int SUID = 0x800;

    /// Set-group-id bit.
    public static final int SGID = 0x400;

    /// Sticky bit.
    public static final int STICKY = 0x200;

    public Attributes {
        if ((permissions & ~PERMISSIONS_MASK) != 0 || links < 0 || size < 0) {
            throw new IllegalArgumentException(
                    "permissions=0" + Integer.toOctalString(permissions) + " links=" + links + " size=" + size);
        }
    }

    /// Returns `st_mode`: type and permissions.
    public int mode() {
        return type.bits() | permissions;
    }

    /// User and group ids, unsigned 32-bit numbers in an int.
    public record Owner(int uid, int gid) {}

    /// The four instants of an inode.
    ///
    /// @param access       last read of the data
    /// @param modification last change of the data, or of the entries of a directory
    /// @param change       last change of data or attributes
    /// @param birth        when the inode was made
    public record Times(Timestamp access, Timestamp modification, Timestamp change, Timestamp birth) {}
}
