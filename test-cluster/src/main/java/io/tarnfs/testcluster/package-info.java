// SPDX-License-Identifier: Apache-2.0

/// System tests: TarnFS judged from outside, through a real mount, by processes that know nothing of its
/// insides.
///
/// **Owns** the actors ([io.tarnfs.testcluster.actor]: child processes that make one system call at a time
/// under a chosen identity), the typed calls over them ([io.tarnfs.testcluster.posix]) and the node under test
/// ([io.tarnfs.testcluster.node]: a child process started by the launcher, killed, started again, and its
/// mounts). The suites are JUnit tests of this module; `test-cluster/run` names them.
///
/// **Must never** import another module of TarnFS: a judge that shares code with the judged shares its
/// mistakes. That is also why the few numbers of the platform that it needs stand in
/// [io.tarnfs.testcluster.posix.Platform] a second time.
///
/// **Start reading** at `test-cluster/run`, then [io.tarnfs.testcluster.actor.Actor].
@NullMarked
package io.tarnfs.testcluster;

import org.jspecify.annotations.NullMarked;
