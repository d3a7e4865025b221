// SPDX-License-Identifier: Apache-2.0

/// Tests of the room of the same name.
@NullMarked
package io.tarnfs.node.cli;

import org.jspecify.annotations.NullMarked;
