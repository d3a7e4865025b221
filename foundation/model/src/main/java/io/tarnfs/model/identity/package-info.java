// SPDX-License-Identifier: Apache-2.0

/// The numbers that have a meaning, one type each, so that two of them can never be swapped.
@NullMarked
package io.tarnfs.model.identity;

import org.jspecify.annotations.NullMarked;
