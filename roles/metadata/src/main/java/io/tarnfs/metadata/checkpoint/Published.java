// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.checkpoint;

import io.tarnfs.model.identity.Sequence;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.RootReference;

/// The root pages of all maps after some command, and the pin that keeps their pages from being
/// overwritten.
///
/// Made by the writer; the store holds one use while it is the newest, and each open view one more. The
/// last to let go takes the pin out. No locks: [#retain()] fails on a state that nobody holds any more.
final class Published {
    private final Sequence applied;
    private final Map<String, Integer> indexes;
    private final List<RootReference<?, ?>> roots;
    private final MVStore store;
    private final MVStore.TxCounter pin;
    private final AtomicInteger uses = new AtomicInteger(1);

    /// @param indexes where in `roots` each map's is, by name
    Published(Sequence applied, Map<String, Integer> indexes, List<RootReference<?, ?>> roots, MVStore store) {
        this.applied = applied;
        this.indexes = indexes;
        this.roots = roots;
        this.store = store;
        this.pin = store.registerVersionUsage();
    }

    Sequence applied() {
        return applied;
    }

    Map<String, Integer> indexes() {
        return indexes;
    }

    List<RootReference<?, ?>> roots() {
        return roots;
    }

    /// Tells whether the map was there when this state was made.
    boolean has(String map) {
        return indexes.containsKey(map);
    }

    /// Returns the root of a map that [#has(String)].
    RootReference<?, ?> root(String map) {
        return roots.get(indexes.getOrDefault(map, -1));
    }

    /// Adds a use.
    ///
    /// @return false if the last one is gone already
    boolean retain() {
        int seen = uses.get();
        while (seen > 0) {
            int found = uses.compareAndExchange(seen, seen + 1);
            if (found == seen) {
                return true;
            }
            seen = found;
        }
        return false;
    }

    /// Gives a use back. The writer's next commit finds the pin gone.
    void release() {
        if (uses.decrementAndGet() == 0) {
            store.decrementVersionUsageCounter(pin);
        }
    }
}
