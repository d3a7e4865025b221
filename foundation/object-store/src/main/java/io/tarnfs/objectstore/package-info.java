// SPDX-License-Identifier: Apache-2.0

/// The port over sealed bytes and the store in a local directory.
///
/// Owns: what an object store is for the rest of the system ([ObjectStore]), how its trouble is told
/// ([StoreException]), the store in a directory ([DirectoryStore]) and the decorators that every store
/// wears ([RetryingStore], [LimitedStore], [MeasuredStore]).
///
/// Never: looks into the bytes, holds a key of encryption, knows files or blocks, or names a vendor's
/// SDK (each SDK has a module of its own that implements the port).
///
/// Who calls in: the mount role for data, the sweeper and salvage for listings. Retries are made in one
/// place only, [RetryingStore]; an implementation of the port never retries by itself, and an SDK below
/// it is told not to.
///
/// Start reading at [ObjectStore].
@NullMarked
package io.tarnfs.objectstore;

import org.jspecify.annotations.NullMarked;
