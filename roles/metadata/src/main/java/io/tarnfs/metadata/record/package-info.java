// SPDX-License-Identifier: Apache-2.0

/// The bytes of everything the metadata service keeps: keys and values of every ordered map, and the
/// entries of the log.
///
/// The volume id is the first part of every key. Numbers in keys are big-endian and sort as bytes; values
/// begin with a version and end in a length-prefixed tail of fields that this build does not know, which is
/// kept when the record is rewritten, so that a newer build's fields survive an older one. Each record
/// draws its layout beside its codec.
///
/// This room knows no rule of the file system and touches no map. The engine, the history and the tests
/// call in. Start reading at [StateMaps], then [InodeRecord]; [LogEntry] is what the log holds.
@NullMarked
package io.tarnfs.metadata.record;

import org.jspecify.annotations.NullMarked;
