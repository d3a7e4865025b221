// SPDX-License-Identifier: Apache-2.0

/// Native memory beyond what `Arena` gives: on huge pages ([HugePageArena]) or backed by a memory file that
/// outlives the process ([MappedMemfd]).
///
/// Owns nothing but the pages it hands out; pooling and counting of references is the callers' business. Used by
/// everyone who holds file data.
@NullMarked
package io.tarnfs.linux.memory;

import org.jspecify.annotations.NullMarked;
