// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.posix;

/// A call failed with an errno.
public final class PosixException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Errno errno;

    PosixException(String call, Errno errno) {
        super(call + ": " + errno);
        this.errno = errno;
    }

    /// What the kernel said.
    public Errno errno() {
        return errno;
    }
}
