// SPDX-License-Identifier: Apache-2.0

/// The port through which every room counts; the node binds it to the exported metrics.
@NullMarked
package io.tarnfs.model.metrics;

import org.jspecify.annotations.NullMarked;
