// SPDX-License-Identifier: Apache-2.0

/// The system calls that the JDK does not have, and what differs between processor architectures.
///
/// The only package of the project that touches `Linker` and `SymbolLookup`. It translates each failure into
/// a [io.tarnfs.linux.errno.SyscallException] or, on the paths that are too hot for one, into a negative
/// errno. It keeps no state and knows nothing of FUSE. Callers are the other packages of this module and
/// `fuse-kernel`.
@NullMarked
package io.tarnfs.linux.calls;

import org.jspecify.annotations.NullMarked;
