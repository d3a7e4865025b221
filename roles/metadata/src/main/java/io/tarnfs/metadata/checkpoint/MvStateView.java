// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.checkpoint;

import io.tarnfs.model.identity.Sequence;
import java.util.concurrent.atomic.AtomicBoolean;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.RootReference;
import org.jspecify.annotations.Nullable;

/// A use of a [Published] state.
final class MvStateView implements StateView {
    private final MvStateStore store;
    private final Published state;
    private final AtomicBoolean closed = new AtomicBoolean();

    MvStateView(MvStateStore store, Published state) {
        this.store = store;
        this.state = state;
    }

    @Override
    public Sequence applied() {
        return state.applied();
    }

    @Override
    public <K, V> @Nullable V get(MapKind<K, V> kind, K key) {
        RootReference<K, V> root = root(kind);
        try {
            return root == null ? null : root.root.map.get(root.root, key);
        } catch (MVStoreException e) {
            throw store.translated("get", kind, e);
        }
    }

    @Override
    public <K, V> void scan(MapKind<K, V> kind, K from, StateMap.Visit<K, V> visit) {
        RootReference<K, V> root = root(kind);
        if (root == null) {
            return;
        }
        try {
            Cursor<K, V> cursor = new Cursor<>(root, from, null);
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

    @SuppressWarnings("unchecked")
    private <K, V> @Nullable RootReference<K, V> root(MapKind<K, V> kind) {
        if (closed.get()) {
            throw new IllegalStateException("the view is closed: map=" + kind.name());
        }
        if (state.has(kind.name())) {
            return (RootReference<K, V>) state.root(kind.name());
        }
        store.checkNotStored(kind);
        return null;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            state.release();
        }
    }
}
