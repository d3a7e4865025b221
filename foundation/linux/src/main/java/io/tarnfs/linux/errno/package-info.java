// SPDX-License-Identifier: Apache-2.0

/// Error numbers of Linux as types: [Errno] and the exception of a failed system call.
///
/// Everyone who answers a system call or makes one may use this package; it knows no other. Nobody passes an errno
/// around as a bare `int` outside it.
@NullMarked
package io.tarnfs.linux.errno;

import org.jspecify.annotations.NullMarked;
