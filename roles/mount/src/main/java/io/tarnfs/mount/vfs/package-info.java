// SPDX-License-Identifier: Apache-2.0

/// The POSIX calls of one mounted volume, without a kernel: what rename, unlink while open, truncate and the
/// others mean on top of the metadata service and the open files.
///
/// Every call has a waiting and a non-waiting form, told by [Call#mayWait()]; the latter answers
/// [io.tarnfs.model.namespace.Outcome.WouldWait] before it changed anything. Knows nothing of FUSE: `bridge`
/// translates. Start reading at [VolumeFileSystem].
@NullMarked
package io.tarnfs.mount.vfs;

import org.jspecify.annotations.NullMarked;
