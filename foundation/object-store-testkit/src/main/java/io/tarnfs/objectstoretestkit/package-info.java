// SPDX-License-Identifier: Apache-2.0

/// Placeholder.
@NullMarked
package io.tarnfs.objectstoretestkit;

import org.jspecify.annotations.NullMarked;
