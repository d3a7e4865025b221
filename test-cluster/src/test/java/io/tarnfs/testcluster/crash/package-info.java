// SPDX-License-Identifier: Apache-2.0

/// Crashes: what was acknowledged before a kill -9 of the node is there after the next start.
///
/// **Owns** the model of what a writer was promised ([PromisedTree], [PromisedFile]), the writer that makes
/// promises be given ([Writer]) and the rounds ([CrashTest]). The judge itself is tried on a plain folder,
/// where it must find each damage ([CrashJudgeTest]). **Start reading** at [PromisedFile].
@NullMarked
package io.tarnfs.testcluster.crash;

import org.jspecify.annotations.NullMarked;
