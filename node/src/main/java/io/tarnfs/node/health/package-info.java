// SPDX-License-Identifier: Apache-2.0

/// What `/q/health` says. Live means that the process answers and never depends on an object store, because a
/// restart would drop the mounts; ready is told for each role.
///
/// Asks only what answers without waiting. Found by Quarkus; nobody calls in.
@NullMarked
package io.tarnfs.node.health;

import org.jspecify.annotations.NullMarked;
