// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.handler;

/// What a RELEASE or RELEASEDIR says. Valid only during the call.
public interface ReleaseCall {
    /// The open file that ends here; comes exactly once a handle.
    long handle();

    /// The flags that the file was opened with.
    OpenFlags openFlags();

    /// The kernel's number of the lock owner; 0 unless locks are the handler's.
    long lockOwner();
}
