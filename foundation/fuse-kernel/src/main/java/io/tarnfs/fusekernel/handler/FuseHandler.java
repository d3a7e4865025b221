// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.handler;

/// The door of a file system: what answers the requests that the kernel, or another engine, brings.
///
/// ## Two forms of each call
/// The engine first makes a call on the thread that read the request, with [FuseRequest#mayWait()] false. Whatever
/// can be answered from memory is answered there; it costs half of a hop to another thread. A handler that would
/// have to wait returns [Answer#WOULD_WAIT] *before* it changed or counted anything, and is called again with a
/// copy of the request on a virtual thread, where it may wait as long as it takes. Several calls run at the same
/// time; the engine promises no order among them beyond what the kernel does (it holds a directory's lock while a
/// name in it changes).
///
/// ## Interrupts
/// When the caller of a waiting call is killed or gets a signal, the virtual thread is interrupted. The handler may
/// let `InterruptedException` out: the caller gets EINTR, so only if nothing was changed, or if what was changed
/// completes under the same [FuseRequest#unique()]. Note that the JDK closes a `FileChannel` whose thread is
/// interrupted: do file I/O on other threads.
///
/// ## Errors
/// An error for the caller is an [Answer#failed]. Anything thrown (but `InterruptedException`) is a defect: it is
/// logged, answered by EIO, and the session goes on.
///
/// ## Objects handed in
/// Requests, replies and calls are used again for the next request: keep none. Fill a reply only when answering OK.
///
/// ## Another engine
/// Nodeids and handles are numbers of the handler's own, all value types here are interfaces or plain values, and
/// nothing names a kernel structure: an engine that thinks in paths looks up each component and calls the same
/// doors.
public interface FuseHandler {
    /// The nodeid of the root; known before any LOOKUP.
    long ROOT_NODE_ID = 1;

    /// Returns the facet for names; asked once, when the session starts, like the others.
    NameCalls names();

    /// Returns the facet for inodes.
    InodeCalls inodes();

    /// Returns the facet for regular files.
    FileCalls files();

    /// Returns the facet for directories.
    DirectoryCalls directories();

    /// Returns the facet for extended attributes.
    XattrCalls xattrs();

    /// The answer to a request that may have changed something has been handed to the kernel (or the kernel no
    /// longer wants it): it will not be sent again, and a result kept under this number may go.
    ///
    /// Called for SETATTR, SYMLINK, MKNOD, MKDIR, UNLINK, RMDIR, RENAME, RENAME2, LINK, CREATE, OPEN, WRITE,
    /// SETXATTR, REMOVEXATTR, FLUSH, FSYNC, FSYNCDIR, RELEASE and RELEASEDIR, whatever the answer; from the thread
    /// that answered; must not wait.
    void replied(long unique);
}
