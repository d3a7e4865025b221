// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.history;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.metadata.checkpoint.StateMap;
import io.tarnfs.metadata.record.HistoryRecord.Kind;
import io.tarnfs.metadata.record.Lineage;
import io.tarnfs.metadata.record.TombstoneRecord;
import io.tarnfs.metadata.record.Versioned;
import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.Sequence;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// An ordered map that remembers, while its volume has a retention, what was replaced or removed. Writer
/// thread only.
///
/// However often a command changes a record, it makes one version of it: states in between cannot be read.
public final class VersionedMap<K, V extends Versioned<V>> {
    private final Kind kind;
    private final MapKind<K, V> layout;
    private final StateMap<K, V> current;
    private final StateMap<K, TombstoneRecord> tombstones;
    private final Chronicle chronicle;

    /// Makes a versioned map over the map of living records and that of tombstones.
    public VersionedMap(
            Kind kind,
            MapKind<K, V> layout,
            StateMap<K, V> current,
            StateMap<K, TombstoneRecord> tombstones,
            Chronicle chronicle) {
        this.kind = kind;
        this.layout = layout;
        this.current = current;
        this.tombstones = tombstones;
        this.chronicle = chronicle;
    }

    /// Returns the living record, or null.
    public @Nullable V get(K key) {
        return current.get(key);
    }

    /// Visits living records, as [StateMap#scan] does.
    public void scan(K from, StateMap.Visit<K, V> visit) {
        current.scan(from, visit);
    }

    /// Sets a record and keeps the one before.
    public void put(K key, V value) {
        current.put(key, chronicle.keeps() ? value.withLineage(nextLineage(key, value)) : value);
    }

    /// Sets a record that says the same as the one before in another way; no version is made of it.
    public void putEquivalent(K key, V value) {
        current.put(key, value);
    }

    /// Removes a record and keeps it.
    public void remove(K key) {
        V old = current.remove(key);
        if (old == null || !chronicle.keeps()) {
            return;
        }
        tombstones.put(key, new TombstoneRecord(lineageAfter(key, old), Bytes.EMPTY));
    }

    /// Forgets the tombstone of a record that was removed by the command `removedAt`, if there is one.
    ///
    /// @param encodedKey the key, as history holds it
    public void forgetTombstone(Bytes encodedKey, Sequence removedAt) {
        K key = layout.keys().read(ByteBuffer.wrap(encodedKey.toArray()));
        TombstoneRecord tombstone = tombstones.get(key);
        if (tombstone != null && tombstone.lineage().since().equals(removedAt)) {
            tombstones.remove(key);
        }
    }

    private Lineage nextLineage(K key, V value) {
        V old = current.get(key);
        if (old != null) {
            return old.differsForHistory(value) ? lineageAfter(key, old) : old.lineage();
        }
        TombstoneRecord tombstone = tombstones.remove(key);
        if (tombstone == null) {
            return Lineage.born(chronicle.sequence());
        }
        Lineage absence = tombstone.lineage();
        return absence.since().equals(chronicle.sequence())
                ? absence
                : chronicle.keep(kind, encode(layout.keys(), key), Bytes.EMPTY, absence);
    }

    private Lineage lineageAfter(K key, V old) {
        if (old.lineage().since().equals(chronicle.sequence())) {
            return old.lineage();
        }
        Bytes value = encode(layout.values(), old.withLineage(Lineage.NONE));
        return chronicle.keep(kind, encode(layout.keys(), key), value, old.lineage());
    }

    private static <T> Bytes encode(MapKind.Codec<T> codec, T value) {
        ByteBuffer target = ByteBuffer.allocate(codec.sizeMax(value));
        codec.write(value, target);
        byte[] encoded = new byte[target.position()];
        target.flip().get(encoded);
        return Bytes.copyOf(encoded);
    }
}
