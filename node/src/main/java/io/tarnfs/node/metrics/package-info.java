// SPDX-License-Identifier: Apache-2.0

/// Binds the metrics port of the model to Micrometer, whose registry `/q/metrics` prints for Prometheus.
///
/// Must never count anything itself. Called by `server`.
@NullMarked
package io.tarnfs.node.metrics;

import org.jspecify.annotations.NullMarked;
