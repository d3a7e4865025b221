// SPDX-License-Identifier: Apache-2.0

/// Tests of dirty data without a kernel.
@NullMarked
package io.tarnfs.mount.openfile;

import org.jspecify.annotations.NullMarked;
