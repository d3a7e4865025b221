// SPDX-License-Identifier: Apache-2.0

/// Tests of the engine: what one implementation must do beyond the contract of the metadata service.
@NullMarked
package io.tarnfs.metadata.engine;

import org.jspecify.annotations.NullMarked;
