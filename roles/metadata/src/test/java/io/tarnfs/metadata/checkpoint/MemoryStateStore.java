// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.checkpoint;

import io.tarnfs.model.identity.Sequence;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A [StateStore] in memory, for tests: every key and value that is put goes through its codec, views are
/// immutable, and [#reopened()] is the store that a restart would find.
public final class MemoryStateStore implements StateStore {
    private final Map<String, MemoryMap<?, ?>> maps = new HashMap<>();
    private final Sequence opened;
    private volatile State published;
    private State checkpoint;

    /// Makes an empty store.
    public MemoryStateStore() {
        this(new State(Sequence.NONE, Map.of()));
    }

    private MemoryStateStore(State state) {
        opened = state.applied;
        published = state;
        checkpoint = state;
    }

    /// Returns a store that holds what the last checkpoint held, as if the process had been killed.
    public MemoryStateStore reopened() {
        return new MemoryStateStore(checkpoint);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <K, V> StateMap<K, V> map(MapKind<K, V> kind) {
        return (StateMap<K, V>) maps.computeIfAbsent(kind.name(), _ -> new MemoryMap<>(kind, published.tree(kind)));
    }

    @Override
    public Sequence checkpointed() {
        return opened;
    }

    @Override
    public void publish(Sequence applied) {
        if (applied.compareTo(published.applied) < 0) {
            throw new IllegalStateException(
                    "publish went back: applied=" + applied.value() + " before=" + published.applied.value());
        }
        Map<String, PersistentTree<?, ?>> trees = new HashMap<>(published.trees);
        maps.forEach((name, map) -> trees.put(name, map.tree));
        published = new State(applied, trees);
    }

    @Override
    public StateView view() {
        return published;
    }

    @Override
    public Sequence checkpoint() {
        checkpoint = published;
        return checkpoint.applied;
    }

    @Override
    public void compactSlice() {}

    @Override
    public void close() {
        checkpoint = published;
    }

    private static <T> T throughCodec(MapKind.Codec<T> codec, T value) {
        ByteBuffer bytes = ByteBuffer.allocate(codec.sizeMax(value));
        codec.write(value, bytes);
        bytes.flip();
        T back = codec.read(bytes);
        if (bytes.hasRemaining() || !back.equals(value)) {
            throw new IllegalStateException("codec does not return what was written: value=" + value + " back=" + back
                    + " bytesLeft=" + bytes.remaining());
        }
        return back;
    }

    private static final class MemoryMap<K, V> implements StateMap<K, V> {
        private final MapKind<K, V> kind;
        private PersistentTree<K, V> tree;

        MemoryMap(MapKind<K, V> kind, PersistentTree<K, V> tree) {
            this.kind = kind;
            this.tree = tree;
        }

        @Override
        public @Nullable V get(K key) {
            return tree.get(key);
        }

        @Override
        public @Nullable V put(K key, V value) {
            V before = tree.get(key);
            tree = tree.put(throughCodec(kind.keys(), key), throughCodec(kind.values(), value));
            return before;
        }

        @Override
        public @Nullable V remove(K key) {
            V before = tree.get(key);
            if (before != null) {
                tree = tree.remove(key);
            }
            return before;
        }

        @Override
        public void scan(K from, Visit<K, V> visit) {
            tree.scan(from, visit);
        }
    }

    private record State(Sequence applied, Map<String, PersistentTree<?, ?>> trees) implements StateView {
        @SuppressWarnings("unchecked")
        <K, V> PersistentTree<K, V> tree(MapKind<K, V> kind) {
            PersistentTree<?, ?> tree = trees.get(kind.name());
            return tree == null ? PersistentTree.empty(kind.order()) : (PersistentTree<K, V>) tree;
        }

        @Override
        public <K, V> @Nullable V get(MapKind<K, V> kind, K key) {
            return tree(kind).get(key);
        }

        @Override
        public <K, V> void scan(MapKind<K, V> kind, K from, StateMap.Visit<K, V> visit) {
            tree(kind).scan(from, visit);
        }

        @Override
        public void close() {}
    }
}
