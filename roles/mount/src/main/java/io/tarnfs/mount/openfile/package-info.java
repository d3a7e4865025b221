// SPDX-License-Identifier: Apache-2.0

/// Open files: bytes written and not yet durable, when they are uploaded, and who hears of errors that come
/// late.
///
/// Invariants:
/// - A byte once written is read back from the newest of: chunks being written, batches being flushed
///   (newest first),
///   what the service lists. It moves from one to the next under the inode's lock, so that no reader finds
///   it nowhere.
/// - Bytes are in the object store before the service lists them; batches of one inode are listed in the
///   order in which
///   they were written.
/// - The memory for dirty bytes is bounded ([DirtyArena]); whoever needs more waits, holding no lock.
///
/// Start reading at [OpenInode], then [OpenInodes].
@NullMarked
package io.tarnfs.mount.openfile;

import org.jspecify.annotations.NullMarked;
