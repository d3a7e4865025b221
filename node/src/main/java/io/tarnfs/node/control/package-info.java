// SPDX-License-Identifier: Apache-2.0

/// How the command line finds a running node and asks it: HTTP and JSON on loopback with a token that only
/// the home's owner can read. Start reading at [ControlClient]; the other side is `ControlApi` in `server`.
///
/// Starts no Quarkus: these classes run in the short life of a command.
@NullMarked
package io.tarnfs.node.control;

import org.jspecify.annotations.NullMarked;
