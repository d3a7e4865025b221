// SPDX-License-Identifier: Apache-2.0

/// Tests of how a mount names its commands.
@NullMarked
package io.tarnfs.mount.session;

import org.jspecify.annotations.NullMarked;
