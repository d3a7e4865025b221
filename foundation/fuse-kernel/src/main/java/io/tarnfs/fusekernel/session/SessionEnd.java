// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.session;

/// Why a session came to its end.
public enum SessionEnd {
    /// The file system was unmounted, by us or by umount(8), and its last user is gone.
    UNMOUNTED,
    /// The connection was cut from outside (`/sys/fs/fuse/connections/N/abort`): whoever was waiting got an error.
    ABORTED,
    /// We stopped serving while the file system was still in use, because the time given for that had passed.
    STOPPED,
    /// The device could not be read any more.
    FAILED
}
