// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

/// A record whose earlier versions are kept while its volume has a retention.
///
/// @param <V> the record itself
public interface Versioned<V> {
    /// Returns where this version stands.
    Lineage lineage();

    /// Returns the same record with another lineage.
    V withLineage(Lineage lineage);

    /// Returns whether a change from this version to `next` is worth a version of its own. Lineages are not
    /// compared.
    boolean differsForHistory(V next);
}
