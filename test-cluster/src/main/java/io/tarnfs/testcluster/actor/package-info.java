// SPDX-License-Identifier: Apache-2.0

/// Child processes that make system calls on command, each under one identity (uid, gid, groups).
///
/// **Owns** the line protocol between a test and its actor ([ActorProcess] draws it), time-outs and the killing
/// of an actor whose call hangs. **Must never** decode what a call means (that is
/// [io.tarnfs.testcluster.posix]) or touch a file in the test's own process. **Called by**
/// [io.tarnfs.testcluster.posix.Posix]. **Start reading** at [Actor].
@NullMarked
package io.tarnfs.testcluster.actor;

import org.jspecify.annotations.NullMarked;
