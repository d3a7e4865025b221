// SPDX-License-Identifier: Apache-2.0

/// The FUSE kernel protocol, spoken on `/dev/fuse`. Only a signpost; the rooms are below.
///
/// - [io.tarnfs.fusekernel.handler]: the door that a file system implements.
@NullMarked
package io.tarnfs.fusekernel;

import org.jspecify.annotations.NullMarked;
