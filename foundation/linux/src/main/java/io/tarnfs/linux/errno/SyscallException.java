// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.linux.errno;

import java.io.IOException;

/// A system call failed; carries which errno it was, so that the caller can switch on it.
public final class SyscallException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Errno errno;
    private final int number;

    /// @param attempt what was tried and on what, for the message, e.g. `mount target=/mnt/t`
    /// @param number the errno as the kernel gave it, positive
    public SyscallException(String attempt, int number) {
        super(attempt + ": " + Errno.of(number) + " (errno=" + number + ")");
        this.errno = Errno.of(number);
        this.number = number;
    }

    /// Returns the error; [Errno#EIO] for a number that the table does not know.
    public Errno errno() {
        return errno;
    }

    /// Returns the errno number as the kernel gave it.
    public int number() {
        return number;
    }
}
