// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.checkpoint;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// An immutable ordered map: a change returns a new tree that shares all but one path with the old one.
///
/// It is a treap. A node's priority is a scramble of the tree's count of insertions, so a run repeats
/// exactly.
final class PersistentTree<K, V> {
    private final Comparator<K> order;
    private final @Nullable Node<K, V> root;
    private final long inserted;

    private PersistentTree(Comparator<K> order, @Nullable Node<K, V> root, long inserted) {
        this.order = order;
        this.root = root;
        this.inserted = inserted;
    }

    static <K, V> PersistentTree<K, V> empty(Comparator<K> order) {
        return new PersistentTree<>(order, null, 0);
    }

    @Nullable
    V get(K key) {
        Node<K, V> node = root;
        while (node != null) {
            int side = order.compare(key, node.key);
            if (side == 0) {
                return node.value;
            }
            node = side < 0 ? node.left : node.right;
        }
        return null;
    }

    PersistentTree<K, V> put(K key, V value) {
        return new PersistentTree<>(order, put(root, key, value, scramble(inserted + 1)), inserted + 1);
    }

    PersistentTree<K, V> remove(K key) {
        return new PersistentTree<>(order, remove(root, key), inserted);
    }

    void scan(K from, StateMap.Visit<K, V> visit) {
        scan(root, from, visit);
    }

    private boolean scan(@Nullable Node<K, V> node, K from, StateMap.Visit<K, V> visit) {
        if (node == null) {
            return true;
        }
        if (order.compare(node.key, from) < 0) {
            return scan(node.right, from, visit);
        }
        return scan(node.left, from, visit) && visit.entry(node.key, node.value) && scan(node.right, from, visit);
    }

    private Node<K, V> put(@Nullable Node<K, V> node, K key, V value, long priority) {
        if (node == null) {
            return new Node<>(key, value, priority, null, null);
        }
        int side = order.compare(key, node.key);
        if (side == 0) {
            return new Node<>(key, value, node.priority, node.left, node.right);
        }
        return side < 0
                ? raiseLeft(node, put(node.left, key, value, priority))
                : raiseRight(node, put(node.right, key, value, priority));
    }

    private static <K, V> Node<K, V> raiseLeft(Node<K, V> node, Node<K, V> left) {
        return left.priority <= node.priority
                ? node.with(left, node.right)
                : left.with(left.left, node.with(left.right, node.right));
    }

    private static <K, V> Node<K, V> raiseRight(Node<K, V> node, Node<K, V> right) {
        return right.priority <= node.priority
                ? node.with(node.left, right)
                : right.with(node.with(node.left, right.left), right.right);
    }

    private @Nullable Node<K, V> remove(@Nullable Node<K, V> node, K key) {
        if (node == null) {
            return null;
        }
        int side = order.compare(key, node.key);
        if (side == 0) {
            return merge(node.left, node.right);
        }
        return side < 0 ? node.with(remove(node.left, key), node.right) : node.with(node.left, remove(node.right, key));
    }

    private static <K, V> @Nullable Node<K, V> merge(@Nullable Node<K, V> low, @Nullable Node<K, V> high) {
        if (low == null) {
            return high;
        }
        if (high == null) {
            return low;
        }
        return low.priority > high.priority
                ? low.with(low.left, merge(low.right, high))
                : high.with(merge(low, high.left), high.right);
    }

    /// The finaliser of SplitMix64: neighbours become unrelated.
    private static long scramble(long value) {
        long mixed = value * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    private record Node<K, V>(
            K key,
            V value,
            long priority,
            @Nullable Node<K, V> left,
            @Nullable Node<K, V> right) {
        Node<K, V> with(@Nullable Node<K, V> newLeft, @Nullable Node<K, V> newRight) {
            return new Node<>(key, value, priority, newLeft, newRight);
        }
    }
}
