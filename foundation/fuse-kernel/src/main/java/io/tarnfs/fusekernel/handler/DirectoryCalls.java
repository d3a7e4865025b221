// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.handler;

/// Calls on open directories; the inode is [FuseRequest#nodeId()].
///
/// Every call follows the contract of [FuseHandler].
public interface DirectoryCalls {
    /// OPENDIR.
    Answer opendir(FuseRequest request, OpenFlags flags, OpenReply reply) throws InterruptedException;

    /// READDIR: appends entries, `.` and `..` among them, from `offset` on until the reply is full or the directory
    /// ends; an empty reply is the end.
    ///
    /// @param offset 0 for the start, else the `nextOffset` of the last entry that the caller has seen
    Answer readdir(FuseRequest request, long handle, long offset, DirectoryReply reply) throws InterruptedException;

    /// READDIRPLUS: like [#readdir], with a lookup of each name.
    Answer readdirplus(FuseRequest request, long handle, long offset, DirectoryPlusReply reply)
            throws InterruptedException;

    /// FSYNCDIR: returns after the directory's names are durable.
    Answer fsyncdir(FuseRequest request, long handle, SyncScope scope) throws InterruptedException;

    /// RELEASEDIR: the last descriptor is gone.
    Answer releasedir(FuseRequest request, ReleaseCall call) throws InterruptedException;
}
