// SPDX-License-Identifier: Apache-2.0

/// The Quarkus side of a running node: starts it when HTTP is up, stops it before HTTP goes, answers the
/// command line. Start reading at [NodeApplication].
///
/// No event loop waits here: every control request runs on a worker thread. Called by `cli` (which starts
/// Quarkus with it) and `health`.
@NullMarked
package io.tarnfs.node.server;

import org.jspecify.annotations.NullMarked;
