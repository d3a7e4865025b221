// SPDX-License-Identifier: Apache-2.0

/// How plain bytes become sealed objects and come back: object format, codecs, cipher, keys.
///
/// Owns: object format v1 ([ObjectHeader] draws it), [Sealer] and [Opener], sealed inline values
/// ([InlineSealing]), the volume key and the slots that wrap it ([KeySlots]), the volume descriptor
/// ([VolumeDescriptor]) and the names of objects in the store ([ObjectKeys]). The same bytes are drawn
/// in docs/FORMATS.md, section "Objects and keys".
///
/// Never: talks to a store, the disk or the network, waits, or lets a type or an exception of LZ4, zstd,
/// snappy or Bouncy Castle out. Never loads the library of a codec that is not used ([NativeLibrary]).
/// Never returns bytes that did not pass every check: damage is a [CorruptObjectException].
///
/// Who calls in: the mount role (data), the command line (volume creation, passphrases), salvage.
///
/// Everything is big-endian; lengths and offsets are unsigned. Start reading at [ObjectHeader], then
/// [Sealer].
@NullMarked
package io.tarnfs.sealing;

import org.jspecify.annotations.NullMarked;
