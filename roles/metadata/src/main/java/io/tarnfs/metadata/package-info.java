// SPDX-License-Identifier: Apache-2.0

/// The metadata role: names, attributes and which bytes lie where, durable and in one order.
///
/// - [MetadataRole] puts it together and opens it: the node starts here.
/// - `engine`: the state machine and its pipeline; the door is [io.tarnfs.metadata.engine.MetadataEngine].
/// - `record`: the bytes of everything that is kept.
/// - `history`: earlier versions.
/// - `commandlog`: the log, which is the truth.
/// - `checkpoint`: the applied state, which is not.
///
/// It never carries bytes of files and never talks to the object store.
@NullMarked
package io.tarnfs.metadata;

import org.jspecify.annotations.NullMarked;
