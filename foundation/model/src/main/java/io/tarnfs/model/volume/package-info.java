// SPDX-License-Identifier: Apache-2.0

/// What an operator chooses for a volume, and what the service tells of it.
@NullMarked
package io.tarnfs.model.volume;

import org.jspecify.annotations.NullMarked;
