// SPDX-License-Identifier: Apache-2.0

/// The judges judged: actors that hang are killed and reported, identities are what they say, mounts are found.
@NullMarked
package io.tarnfs.testcluster.harness;

import org.jspecify.annotations.NullMarked;
