// SPDX-License-Identifier: Apache-2.0

/// The bytes of files between the object store and the rooms above: sealing and storing what is flushed,
/// finding, fetching and opening what is read.
///
/// Objects are immutable, so nothing here is ever stale; what a file consists of is asked of the metadata
/// service each time. Store I/O runs on a bounded pool of platform threads ([StorePool]); callers only wait.
///
/// Start reading at [FileReader] and [SealedContentWriter].
@NullMarked
package io.tarnfs.mount.content;

import org.jspecify.annotations.NullMarked;
