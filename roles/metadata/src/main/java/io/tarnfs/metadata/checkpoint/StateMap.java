// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.checkpoint;

import org.jspecify.annotations.Nullable;

/// One ordered map as its writer sees it, its own unpublished changes included. Writer thread only.
public interface StateMap<K, V> {
    /// Returns the value, or null if the key is absent.
    @Nullable
    V get(K key);

    /// Sets the value and returns the one before, or null.
    @Nullable
    V put(K key, V value);

    /// Removes the key and returns its value, or null if it was absent.
    @Nullable
    V remove(K key);

    /// Visits entries in ascending order from `from` (included) on until `visit` returns false or the map
    /// ends. The visitor must not change this map.
    void scan(K from, Visit<K, V> visit);

    /// Receives entries of a scan.
    interface Visit<K, V> {
        /// Returns whether to go on.
        boolean entry(K key, V value);
    }
}
