// SPDX-License-Identifier: Apache-2.0

/// The commands. Start reading at [Tarn]; each command is a class of its own.
///
/// Owns picocli. A command asks the running node through `control` and prints the answer; only `node run`
/// starts Quarkus. Must never touch a path on a mount before it knows that its node lives, and takes no
/// secret from an argument or the environment.
@NullMarked
package io.tarnfs.node.cli;

import org.jspecify.annotations.NullMarked;
