// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.handler;

import java.lang.foreign.MemorySegment;

/// Calls on extended attributes of the inode [FuseRequest#nodeId()]; names carry their prefix (`user.`,
/// `security.`).
///
/// Every call follows the contract of [FuseHandler].
public interface XattrCalls {
    /// SETXATTR.
    ///
    /// @param value the bytes, at most 65,536, valid only during the call
    /// @param clearSgid with `system.posix_acl_access`: clear the set-group-id bit (sessions with ACLs only)
    Answer setxattr(FuseRequest request, FuseName name, MemorySegment value, XattrMode mode, boolean clearSgid)
            throws InterruptedException;

    /// GETXATTR: ENODATA if there is none of that name.
    Answer getxattr(FuseRequest request, FuseName name, XattrReply reply) throws InterruptedException;

    /// LISTXATTR.
    Answer listxattr(FuseRequest request, XattrListReply reply) throws InterruptedException;

    /// REMOVEXATTR: ENODATA if there is none of that name.
    Answer removexattr(FuseRequest request, FuseName name) throws InterruptedException;
}
