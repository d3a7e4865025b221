// SPDX-License-Identifier: Apache-2.0

/// The cache under many threads, with loaders that fail, little memory, and counting of what is held.
@NullMarked
package io.tarnfs.blockcache;

import org.jspecify.annotations.NullMarked;
