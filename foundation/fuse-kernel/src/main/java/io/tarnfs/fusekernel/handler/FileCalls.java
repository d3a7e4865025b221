// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.handler;

/// Calls on regular files; the inode is [FuseRequest#nodeId()], for CREATE its directory.
///
/// Every call follows the contract of [FuseHandler].
public interface FileCalls {
    /// CREATE: makes a file and opens it; opens the one that is there unless the flags say O_EXCL.
    ///
    /// @param mode type and permission bits, the umask not applied
    Answer create(FuseRequest request, FuseName name, int mode, OpenFlags flags, CreateReply reply)
            throws InterruptedException;

    /// OPEN: cuts the file to size 0 if the flags say O_TRUNC.
    Answer open(FuseRequest request, OpenFlags flags, OpenReply reply) throws InterruptedException;

    /// READ.
    Answer read(FuseRequest request, ReadCall call, ReadReply reply) throws InterruptedException;

    /// WRITE: takes all bytes, or the number told to the reply.
    Answer write(FuseRequest request, WriteCall call, WriteReply reply) throws InterruptedException;

    /// FLUSH: a descriptor of the handle is being closed; its answer is what close(2) returns. Comes once for each
    /// descriptor (dup(2), fork(2)), and more may follow.
    Answer flush(FuseRequest request, long handle, long lockOwner) throws InterruptedException;

    /// FSYNC: returns after the file is durable.
    Answer fsync(FuseRequest request, long handle, SyncScope scope) throws InterruptedException;

    /// RELEASE: the last descriptor is gone; nobody sees the answer.
    Answer release(FuseRequest request, ReleaseCall call) throws InterruptedException;
}
