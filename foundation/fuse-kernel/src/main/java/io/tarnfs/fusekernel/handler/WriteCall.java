// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.handler;

import java.lang.foreign.MemorySegment;

/// What a WRITE brings. Valid only during the call, the payload too.
public interface WriteCall {
    /// The open file; for pages written back by the kernel ([#fromPageCache()]) any open file of the inode.
    long handle();

    /// Where to write, in bytes; never negative. The kernel has applied O_APPEND as far as it knows the size.
    long offset();

    /// The bytes: native memory that starts at a page boundary, to be read only and only during the call.
    MemorySegment payload();

    /// Clear the set-user-id bit, and set-group-id where group execution is allowed.
    boolean clearSuidSgid();

    /// The kernel writes back pages (of a shared mapping): caller and handle are guesses.
    boolean fromPageCache();

    /// The flags that the file was opened with, as the kernel has them now: O_APPEND, O_SYNC and O_DSYNC count
    /// here.
    OpenFlags openFlags();

    /// The kernel's number of the lock owner.
    long lockOwner();
}
