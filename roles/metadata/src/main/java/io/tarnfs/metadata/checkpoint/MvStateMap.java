// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.checkpoint;

import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/// A map of MVStore as the writer sees it.
final class MvStateMap<K, V> implements StateMap<K, V> {
    private final MvStateStore store;
    private final MapKind<K, V> kind;
    private final MVMap<K, V> map;

    MvStateMap(MvStateStore store, MapKind<K, V> kind, MVMap<K, V> map) {
        this.store = store;
        this.kind = kind;
        this.map = map;
    }

    MVMap<K, V> map() {
        return map;
    }

    @Override
    public @Nullable V get(K key) {
        try {
            return map.get(key);
        } catch (MVStoreException e) {
            throw store.translated("get", kind, e);
        }
    }

    @Override
    public @Nullable V put(K key, V value) {
        try {
            store.changing();
            return map.put(key, value);
        } catch (MVStoreException e) {
            throw store.translated("put", kind, e);
        }
    }

    @Override
    public @Nullable V remove(K key) {
        try {
            store.changing();
            return map.remove(key);
        } catch (MVStoreException e) {
            throw store.translated("remove", kind, e);
        }
    }

    @Override
    public void scan(K from, Visit<K, V> visit) {
        try {
            Cursor<K, V> cursor = map.cursor(from);
            while (cursor.hasNext()) {
                K key = cursor.next();
                if (!visit.entry(key, cursor.getValue())) {
                    return;
                }
            }
        } catch (MVStoreException e) {
            throw store.translated("scan", kind, e);
        }
    }
}
