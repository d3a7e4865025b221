// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.handler;

/// What a READ asks for. Valid only during the call.
public interface ReadCall {
    /// The open file.
    long handle();

    /// Where to start, in bytes; never negative.
    long offset();

    /// How many bytes; at most the session's largest request.
    int size();

    /// The flags that the file was opened with, as the kernel has them now (fcntl(2) may have changed O_APPEND).
    OpenFlags openFlags();
}
