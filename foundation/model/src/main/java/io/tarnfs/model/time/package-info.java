// SPDX-License-Identifier: Apache-2.0

/// Instants and where they come from. Nothing below reads a clock unless a [TimeSource] was handed to it.
@NullMarked
package io.tarnfs.model.time;

import org.jspecify.annotations.NullMarked;
