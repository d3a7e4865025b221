// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.handler;

/// Who asks, about which inode, and whether the answer may take its time.
///
/// Valid only during the call it was handed to: the engine uses the object again for the next request.
public interface FuseRequest {
    /// The kernel's number of this request with the mark of resent ones (bit 63) taken out.
    ///
    /// Unique within a session until the request was answered; a resent request comes with the number of its first
    /// delivery, which is what makes it the key for exactly-once.
    long unique();

    /// Tells whether the kernel sends this request a second time, because its first reader went away unanswered.
    boolean resent();

    /// The inode that the call is about, as an earlier reply named it; 1 is the root. Opaque to the engine.
    long nodeId();

    /// User id of the caller; 0 for requests that the kernel makes on its own (write-back, release).
    int uid();

    /// Group id of the caller.
    int gid();

    /// Thread id of the caller; 0 when the caller lives in a process namespace that this process cannot see.
    int pid();

    /// The caller's umask, for MKNOD, MKDIR and CREATE; 0 for every other request.
    ///
    /// The kernel leaves applying it to the handler (DONT_MASK), because a default ACL replaces it.
    int umask();

    /// False in the non-waiting form of a call: whatever would wait for a lock, a disk, the network or another
    /// request must be answered by [Answer#WOULD_WAIT]. True in the waiting form, which runs on a virtual thread of
    /// its own and may throw `InterruptedException` when the caller gave up.
    boolean mayWait();
}
