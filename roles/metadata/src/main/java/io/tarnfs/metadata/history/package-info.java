// SPDX-License-Identifier: Apache-2.0

/// What inodes, names, extended attributes and blocks were before they were replaced or removed.
///
/// A volume with a retention keeps each replaced record in one append-only map in the order of commands;
/// the record that replaced it knows where it lies ([io.tarnfs.metadata.record.Lineage]). Removed records
/// leave a tombstone in the order of the living ones. Dropping history means deleting from the left: links
/// to what is gone mean "none".
///
/// Only the engine's writer calls in. This room decides nothing about files. Start reading at
/// [VersionedMap].
@NullMarked
package io.tarnfs.metadata.history;

import org.jspecify.annotations.NullMarked;
