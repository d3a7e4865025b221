// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.handler;

/// Calls about one inode, [FuseRequest#nodeId()], whatever its type.
///
/// Every call follows the contract of [FuseHandler].
public interface InodeCalls {
    /// GETATTR.
    ///
    /// @param handle the open file that fstat(2) came through; means something only if `hasHandle`
    Answer getattr(FuseRequest request, boolean hasHandle, long handle, AttributesReply reply)
            throws InterruptedException;

    /// SETATTR: chmod, chown, truncate, utimens; all of it or nothing.
    Answer setattr(FuseRequest request, AttributeChanges changes, AttributesReply reply) throws InterruptedException;

    /// READLINK.
    Answer readlink(FuseRequest request, ReadlinkReply reply) throws InterruptedException;

    /// ACCESS: access(2) with `mask` of R_OK 4, W_OK 2, X_OK 1; never sent while the kernel checks permissions
    /// (mount option default_permissions). ENOSYS means "always allowed" for the rest of the session.
    Answer access(FuseRequest request, int mask) throws InterruptedException;

    /// STATFS: the size of the file system that the inode is on.
    Answer statfs(FuseRequest request, StatfsReply reply) throws InterruptedException;
}
