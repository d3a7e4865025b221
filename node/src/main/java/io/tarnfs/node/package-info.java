// SPDX-License-Identifier: Apache-2.0

/// The process: one JVM that carries the roles which `node.yaml` names, and the command line that talks to
/// it.
///
/// This package holds only what all rooms of the node share: how a failure is told to people. The rooms, from
/// the bottom up: `config` (node.yaml), `process` (home, volumes, mounts, start and stop; plain Java),
/// `control` (how the command line finds and asks a running node), `metrics`, `server` (Quarkus and the HTTP
/// side), `health`, `cli` (the commands; start reading at `Tarn`). Nobody outside the node calls in. No
/// file-system logic lives here.
@NullMarked
package io.tarnfs.node;

import org.jspecify.annotations.NullMarked;
