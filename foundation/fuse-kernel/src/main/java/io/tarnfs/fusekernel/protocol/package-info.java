// SPDX-License-Identifier: Apache-2.0

/// The layouts of the FUSE kernel protocol, version 7, and the step from a request's bytes to a call of the
/// handler.
///
/// Owns every number and offset of the protocol, drawn where it is used. It waits for nothing and starts no thread:
/// [Exchange] holds a request and its reply, [Negotiation] answers the first request, [Dispatcher] all that go to
/// the handler. Called by the session, and by tests with recorded bytes. Source of all layouts:
/// `include/uapi/linux/fuse.h` of the Linux kernel. Start reading at [Exchange].
@NullMarked
package io.tarnfs.fusekernel.protocol;

import org.jspecify.annotations.NullMarked;
