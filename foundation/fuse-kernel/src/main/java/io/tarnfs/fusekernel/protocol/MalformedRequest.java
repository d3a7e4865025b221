// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.protocol;

import io.tarnfs.linux.errno.Errno;

/// A request is not built as its layout says; carries how it is to be answered.
///
/// The kernel never sends one; it would mean that the protocol was misunderstood, and must not take the session
/// down.
final class MalformedRequest extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Errno errno;

    MalformedRequest(Errno errno, String message) {
        super(message);
        this.errno = errno;
    }

    Errno errno() {
        return errno;
    }
}
