// SPDX-License-Identifier: Apache-2.0

/// The node under test and its mounts, seen from outside.
///
/// **Owns** the node's process ([NodeUnderTest]: started by the launcher, killed, started again), mountinfo
/// ([MountInfo]), programs run with a time-out ([Program]), and clean-up, which touches only what was started
/// here. **Must never** stat a path below a mount from the test's own process. **Called by** the suites.
/// **Start reading** at [NodeUnderTest].
@NullMarked
package io.tarnfs.testcluster.node;

import org.jspecify.annotations.NullMarked;
