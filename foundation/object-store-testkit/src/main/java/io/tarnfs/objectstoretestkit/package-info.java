// SPDX-License-Identifier: Apache-2.0

/// What every object store is tested with: one contract suite, and a store that fails on purpose.
///
/// Owns: [ObjectStoreContract], which each implementation of the port runs, and [FaultyStore], which
/// users of the port put below themselves to see what they do about trouble.
///
/// Never: runs outside of tests.
///
/// Start reading at [ObjectStoreContract].
@NullMarked
package io.tarnfs.objectstoretestkit;

import org.jspecify.annotations.NullMarked;
