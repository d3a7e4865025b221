// SPDX-License-Identifier: Apache-2.0

/// The door between an engine that talks to a kernel and a file system that answers: [FuseHandler] and its values.
///
/// A file system implements [FuseHandler] with its five facets; an engine calls them and implements the requests
/// and replies. Nothing here knows the layout of a request, a file descriptor or a path. Start reading at
/// [FuseHandler].
@NullMarked
package io.tarnfs.fusekernel.handler;

import org.jspecify.annotations.NullMarked;
