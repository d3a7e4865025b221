// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.handler;

/// Calls that look up, make and remove names in a directory; the directory is [FuseRequest#nodeId()].
///
/// Every call follows the contract of [FuseHandler].
public interface NameCalls {
    /// LOOKUP: finds a name. `.` and `..` ask for the inode itself and its parent; the kernel sends them for inodes
    /// that it knows by number only (NFS export, open_by_handle_at(2)).
    ///
    /// A name that is missing is answered by ENOENT, or by OK with nodeid 0 if the kernel may remember that.
    Answer lookup(FuseRequest request, FuseName name, EntryReply reply) throws InterruptedException;

    /// FORGET and BATCH_FORGET: the kernel gives back `lookups` lookups of the inode; has no answer and never
    /// waits. A hint only: none comes at the end of a session.
    void forget(long nodeId, long lookups);

    /// SYMLINK: makes a symbolic link to `target` (not empty, no NUL, at most 4095 bytes).
    Answer symlink(FuseRequest request, FuseName name, byte[] target, EntryReply reply) throws InterruptedException;

    /// MKNOD: makes a regular file, device, pipe or socket.
    ///
    /// @param mode type and permission bits, the umask not applied
    /// @param device the device number, for devices
    Answer mknod(FuseRequest request, FuseName name, int mode, int device, EntryReply reply)
            throws InterruptedException;

    /// MKDIR: makes a directory.
    ///
    /// @param mode permission bits, the umask not applied
    Answer mkdir(FuseRequest request, FuseName name, int mode, EntryReply reply) throws InterruptedException;

    /// UNLINK: removes a name that is not a directory's.
    Answer unlink(FuseRequest request, FuseName name) throws InterruptedException;

    /// RMDIR: removes the name of an empty directory.
    Answer rmdir(FuseRequest request, FuseName name) throws InterruptedException;

    /// RENAME and RENAME2: moves `name` to `newName` in the directory `newParent`.
    Answer rename(FuseRequest request, FuseName name, long newParent, FuseName newName, RenameMode mode)
            throws InterruptedException;

    /// LINK: gives the inode `target` the further name `name`.
    Answer link(FuseRequest request, long target, FuseName name, EntryReply reply) throws InterruptedException;
}
