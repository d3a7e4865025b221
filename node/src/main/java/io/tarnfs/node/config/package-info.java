// SPDX-License-Identifier: Apache-2.0

/// Reads `node.yaml` into one record a role. Start reading at [Settings]; every key stands in `Keys`.
///
/// Owns SnakeYAML, of which only the node tree is used, because its marks give file and line to every
/// complaint. Must never read a secret or the environment, and starts nothing. Called by `process` and `cli`.
@NullMarked
package io.tarnfs.node.config;

import org.jspecify.annotations.NullMarked;
