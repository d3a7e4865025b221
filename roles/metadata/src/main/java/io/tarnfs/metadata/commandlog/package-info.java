// SPDX-License-Identifier: Apache-2.0

/// The log of commands: the truth of the metadata service. What it holds is applied in its order; what it
/// does not hold never happened. It knows frames and segments, not what is in them.
///
/// The engine appends a batch, waits until it is durable, and applies it then; at a start it takes from
/// [MetadataLog] what its checkpoint lacks. This room never guesses: bytes that an honest power cut cannot
/// explain stop the start with a [DamagedLogException].
///
/// Start reading at [SegmentedLog]; [Recovery] judges what is found at a start.
@NullMarked
package io.tarnfs.metadata.commandlog;

import org.jspecify.annotations.NullMarked;
