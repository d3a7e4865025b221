// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import java.lang.foreign.MemorySegment;

/// An object ready to be put into the store. Its bytes are not to be changed, and a repeated put sends
/// the same bytes: sealing again would give others.
///
/// @param bytes       the object, the beginning of the target that it was sealed into
/// @param headerBytes the header length that the metadata keeps with each extent
public record SealedObject(MemorySegment bytes, int headerBytes) {}
