// SPDX-License-Identifier: Apache-2.0

/// What a running node owns: its home, its roles, its volumes and its mounts. Start reading at [Node].
///
/// Plain Java: nothing here knows Quarkus, HTTP or the command line, so that all of it is tested in one JVM.
/// The roles come in through [Roles]; `NodeRoles` is the one class that wires the real ones together. This
/// room never asks the file system about a path that may lie on a mount of its own node: what is mounted is
/// read from mountinfo. Called by `server`, `health` and, for the parts about places and mount points, by
/// `cli`.
@NullMarked
package io.tarnfs.node.process;

import org.jspecify.annotations.NullMarked;
