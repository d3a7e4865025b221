// SPDX-License-Identifier: Apache-2.0

/// Round trips, flipped bits, random headers, keys, and the vectors that an independent decoder opens.
@NullMarked
package io.tarnfs.sealing;

import org.jspecify.annotations.NullMarked;
