// SPDX-License-Identifier: Apache-2.0

/// The FUSE kernel protocol, spoken on `/dev/fuse`. Only a signpost; the rooms are below.
///
/// - [io.tarnfs.fusekernel.handler]: the door that a file system implements.
/// - [io.tarnfs.fusekernel.protocol]: the layouts, and the step from a request's bytes to a call of the handler.
/// - [io.tarnfs.fusekernel.session]: a mount, the threads that serve it, and its end; start reading there.
///
/// Nothing here knows what the file system is or where its files come from.
@NullMarked
package io.tarnfs.fusekernel;

import org.jspecify.annotations.NullMarked;
