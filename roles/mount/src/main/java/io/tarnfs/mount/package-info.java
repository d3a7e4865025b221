// SPDX-License-Identifier: Apache-2.0

/// The mount role: volumes as directories of this machine.
///
/// [MountRole] holds what the mounts of a node share (memory, store threads); [OpenVolume] is one volume
/// opened for use, with or without a kernel; [ActiveMount] is one that the kernel shows. The rooms below:
/// `bridge` (kernel to POSIX), `vfs` (POSIX calls), `openfile` (dirty data), `content` (objects), `session`
/// (commands).
///
/// Must never touch a path below one of its own mount points: the call would wait for itself.
@NullMarked
package io.tarnfs.mount;

import org.jspecify.annotations.NullMarked;
