// SPDX-License-Identifier: Apache-2.0

/// Tests of the bytes of records, commands and outcomes.
@NullMarked
package io.tarnfs.metadata.record;

import org.jspecify.annotations.NullMarked;
