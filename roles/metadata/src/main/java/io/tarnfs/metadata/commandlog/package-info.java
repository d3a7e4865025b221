// SPDX-License-Identifier: Apache-2.0

/// The log of commands: the truth of the metadata service. What it holds is applied in its order; what it does not hold
/// never happened. It knows frames and segments, not what is in them.
@NullMarked
package io.tarnfs.metadata.commandlog;

import org.jspecify.annotations.NullMarked;
