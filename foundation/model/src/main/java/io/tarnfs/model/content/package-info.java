// SPDX-License-Identifier: Apache-2.0

/// Which bytes of a file lie where.
///
/// A file is cut into blocks of the volume's block size. A block is a short list of [Extent]s, later ones
/// hiding earlier ones; what no extent covers reads as zeros. Nothing here assumes that one object holds one
/// block: an object may hold a part of a block, one block, or many small files.
@NullMarked
package io.tarnfs.model.content;

import org.jspecify.annotations.NullMarked;
