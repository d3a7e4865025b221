// SPDX-License-Identifier: Apache-2.0

/// Placeholder.
@NullMarked
package io.tarnfs.mount;

import org.jspecify.annotations.NullMarked;
