// SPDX-License-Identifier: Apache-2.0

/// Tests of the application as it is shipped: they run after it was packaged, on child processes.
@NullMarked
package io.tarnfs.node.packaged;

import org.jspecify.annotations.NullMarked;
