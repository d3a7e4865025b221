// SPDX-License-Identifier: Apache-2.0

/// The applied state, in ordered maps, and its checkpoints on disk. The only room that knows H2's MVStore.
///
/// One writer changes [StateMap]s between [StateStore#publish()] calls; readers see published states only,
/// each as a whole ([StateView]), and take no lock. The checkpoint is not the truth: the log is.
@NullMarked
package io.tarnfs.metadata.checkpoint;

import org.jspecify.annotations.NullMarked;
