// SPDX-License-Identifier: Apache-2.0

/// Rules about the whole code base that no compiler checks. They live here because node sees every module.
@NullMarked
package io.tarnfs.node.gates;

import org.jspecify.annotations.NullMarked;
