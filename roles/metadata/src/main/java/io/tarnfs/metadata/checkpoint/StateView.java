// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.checkpoint;

import io.tarnfs.model.identity.Sequence;
import org.jspecify.annotations.Nullable;

/// One published state, whole and unchanging. Close it soon: it keeps replaced pages alive.
public interface StateView extends AutoCloseable {
    /// Returns the sequence of the last command that this state holds.
    Sequence applied();

    /// Returns the value, or null if the key is absent.
    <K, V> @Nullable V get(MapKind<K, V> kind, K key);

    /// Visits entries in ascending order from `from` (included) on until `visit` returns false or the map
    /// ends.
    <K, V> void scan(MapKind<K, V> kind, K from, StateMap.Visit<K, V> visit);

    @Override
    void close();
}
