// SPDX-License-Identifier: Apache-2.0

/// The metadata engine: a deterministic state machine behind a log.
///
/// [MetadataEngine] is the door. A command goes: [CommandPipeline] stamps it and makes it durable,
/// [StateMachine] applies it through one applier for each family of commands, the state is published, the
/// caller is answered. [Queries] answer from published states on the caller's thread.
///
/// Appliers read no clock, no randomness and no files: what they need comes with the command's [Turn]. They
/// check everything before they change the first record, and change at most [Turn#RECORDS_MAX] records;
/// what is left to do waits in queues that Reclaim works off in slices. Nothing here knows how the log and
/// the maps are stored.
@NullMarked
package io.tarnfs.metadata.engine;

import org.jspecify.annotations.NullMarked;
