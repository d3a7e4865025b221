// SPDX-License-Identifier: Apache-2.0

/// The nouns of TarnFS and the doors between its roles. Depends on the JDK only.
///
/// - `identity`: the numbers that have a meaning.
/// - `time`: instants and where they come from.
/// - `content`: which bytes of a file lie where.
/// - `volume`: what an operator chooses for a volume.
/// - `namespace`: names, attributes, and the metadata service's door: start at
///   [io.tarnfs.model.namespace.MetadataService].
/// - `metrics`: the port through which every room counts.
///
/// No room may put behaviour here that does input or output, waits, or reads a clock.
@NullMarked
package io.tarnfs.model;

import org.jspecify.annotations.NullMarked;
