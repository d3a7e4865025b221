// SPDX-License-Identifier: Apache-2.0

/// The mount role on the real metadata engine and a real object store, without a kernel: random calls against a simple
/// model, restarts, and a store that fails.
@NullMarked
package io.tarnfs.node.filesystem;

import org.jspecify.annotations.NullMarked;
