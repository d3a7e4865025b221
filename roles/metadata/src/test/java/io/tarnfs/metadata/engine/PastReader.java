// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.metadata.checkpoint.StateView;
import io.tarnfs.metadata.record.BlockKey;
import io.tarnfs.metadata.record.BlockRecord;
import io.tarnfs.metadata.record.CountersRecord;
import io.tarnfs.metadata.record.CutKey;
import io.tarnfs.metadata.record.DentryKey;
import io.tarnfs.metadata.record.DentryRecord;
import io.tarnfs.metadata.record.HistoryRecord;
import io.tarnfs.metadata.record.InodeKey;
import io.tarnfs.metadata.record.InodeRecord;
import io.tarnfs.metadata.record.Lineage;
import io.tarnfs.metadata.record.Moment;
import io.tarnfs.metadata.record.MomentKey;
import io.tarnfs.metadata.record.Piece;
import io.tarnfs.metadata.record.RangeKey;
import io.tarnfs.metadata.record.StateMaps;
import io.tarnfs.metadata.record.TombstoneRecord;
import io.tarnfs.metadata.record.Versioned;
import io.tarnfs.metadata.record.VolumeKey;
import io.tarnfs.metadata.record.XattrKey;
import io.tarnfs.metadata.record.XattrRecord;
import io.tarnfs.metadatatestkit.TreeComparison;
import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.content.Extent;
import io.tarnfs.model.content.FileExtents;
import io.tarnfs.model.content.Location;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.ObjectId;
import io.tarnfs.model.identity.Sequence;
import io.tarnfs.model.identity.VolumeId;
import io.tarnfs.model.namespace.Attributes;
import io.tarnfs.model.namespace.DirectoryEntry;
import io.tarnfs.model.namespace.FsError;
import io.tarnfs.model.namespace.Name;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.model.namespace.Query;
import io.tarnfs.model.volume.VolumeSettings;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Reads a volume as it was after some command: what time travel will do, to show that nothing it needs is
/// missing.
final class PastReader implements TreeComparison.Answerer {
    private static final Name FIRST_NAME = new Name("\u0001");
    private static final int BLOCK_SIZE = VolumeSettings.BLOCK_SIZE_MIN;

    private final StateView view;
    private final VolumeId volume;
    private final Sequence instant;
    private final Sequence edge;
    private int hops;

    PastReader(StateView view, VolumeId volume, Sequence instant) {
        this.view = view;
        this.volume = volume;
        this.instant = instant;
        this.edge = edge(view, volume);
    }

    static Sequence edge(StateView view, VolumeId volume) {
        CountersRecord counters = view.get(StateMaps.COUNTERS, new VolumeKey(volume));
        return counters == null ? Sequence.NONE : counters.edge();
    }

    /// Returns how many earlier versions were read.
    int hops() {
        return hops;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <A> Outcome<A> answer(Query<A> query) {
        Object answer = switch (query) {
            case Query.GetAttributes q -> attributes(q.inode());
            case Query.GetParent q -> parent(q.directory());
            case Query.ListDirectory q -> list(q);
            case Query.ReadSymlink q -> inode(q.inode()).target();
            case Query.GetXattr q -> xattrs(q.inode()).get(q.name());
            case Query.ListXattrs q -> List.copyOf(xattrs(q.inode()).keySet());
            case Query.GetExtents q -> extents(q);
            default -> throw new IllegalArgumentException("not asked of the past: " + query);
        };
        return answer == null ? Outcome.failure(FsError.NOT_FOUND) : new Outcome.Success<>((A) answer, instant);
    }

    /// Returns the version of a record that was there at the instant, or null if there was none.
    <K, V extends Versioned<V>> @Nullable V version(MapKind<K, V> kind, MapKind<K, TombstoneRecord> tombstones, K key) {
        V value = view.get(kind, key);
        Lineage lineage;
        if (value != null) {
            lineage = value.lineage();
        } else {
            TombstoneRecord tombstone = view.get(tombstones, key);
            if (tombstone == null) {
                return null;
            }
            lineage = tombstone.lineage();
        }
        while (lineage.since().compareTo(instant) > 0) {
            boolean far = lineage.jump().sequence().compareTo(instant) > 0
                    && !lineage.jump().isNoneAt(edge);
            Moment to = far ? lineage.jump() : lineage.predecessor();
            if (to.isNoneAt(edge)) {
                return null;
            }
            HistoryRecord record = view.get(StateMaps.HISTORY, new MomentKey(volume, to.sequence(), to.ordinal()));
            if (record == null) {
                throw new AssertionError("a link leads nowhere: " + to + " edge=" + edge);
            }
            hops++;
            lineage = record.lineage();
            value = record.present()
                    ? kind.values().read(ByteBuffer.wrap(record.value().toArray()))
                    : null;
        }
        return value;
    }

    /// Returns all records of a kind that were there, by merging the living with the tombstones.
    private <K, V extends Versioned<V>> NavigableMap<K, V> versions(
            MapKind<K, V> kind, MapKind<K, TombstoneRecord> tombstones, K from, Predicate<K> belongs) {
        List<K> keys = new ArrayList<>();
        view.scan(kind, from, (key, _) -> belongs.test(key) && keys.add(key));
        view.scan(tombstones, from, (key, _) -> belongs.test(key) && keys.add(key));
        TreeMap<K, V> found = new TreeMap<>(kind.order());
        for (K key : keys) {
            V value = version(kind, tombstones, key);
            if (value != null) {
                found.put(key, value);
            }
        }
        return found;
    }

    private InodeRecord inode(InodeId inode) {
        InodeRecord record = version(StateMaps.INODE, StateMaps.INODE_TOMBSTONE, new InodeKey(volume, inode));
        if (record == null) {
            throw new AssertionError("the inode was not there: inode=" + inode + " instant=" + instant);
        }
        return record;
    }

    private Attributes attributes(InodeId inode) {
        return inode(inode).attributes();
    }

    private Map<DentryKey, DentryRecord> dentries(InodeId from, Predicate<DentryKey> belongs) {
        return versions(StateMaps.DENTRY, StateMaps.DENTRY_TOMBSTONE, DentryKey.atHash(volume, from, 0), belongs);
    }

    /// Back links have no history; a search for the name does for a test.
    private Attributes parent(InodeId directory) {
        if (directory.equals(InodeId.ROOT)) {
            return attributes(InodeId.ROOT);
        }
        for (var entry : dentries(InodeId.ROOT, _ -> true).entrySet()) {
            if (entry.getValue().inode().equals(directory)) {
                return attributes(entry.getKey().parent());
            }
        }
        throw new AssertionError("the directory had no name: inode=" + directory);
    }

    private Query.DirectoryPage list(Query.ListDirectory query) {
        List<DirectoryEntry> entries = new ArrayList<>();
        dentries(query.directory(), key -> key.parent().equals(query.directory()))
                .forEach((key, dentry) -> {
                    if (key.hash() > query.after()) {
                        entries.add(new DirectoryEntry(
                                key.hash(), key.name(), dentry.inode(), dentry.type(), attributes(dentry.inode())));
                    }
                });
        return new Query.DirectoryPage(entries, true);
    }

    private Map<Name, Bytes> xattrs(InodeId inode) {
        Map<Name, Bytes> values = new TreeMap<>();
        Map<XattrKey, XattrRecord> found = versions(
                StateMaps.XATTR,
                StateMaps.XATTR_TOMBSTONE,
                new XattrKey(volume, inode, FIRST_NAME),
                key -> key.inode().equals(inode));
        found.forEach((key, record) -> values.put(key.name(), record.value()));
        return values;
    }

    private FileExtents extents(Query.GetExtents query) {
        Map<BlockKey, BlockRecord> blocks = versions(
                StateMaps.BLOCK,
                StateMaps.BLOCK_TOMBSTONE,
                new BlockKey(volume, query.inode(), 0),
                key -> key.inode().equals(query.inode()));
        List<Cuts.Cut> cuts = new ArrayList<>();
        CutKey from = new CutKey(volume, query.inode(), Sequence.NONE);
        view.scan(StateMaps.CUT, from, (key, cut) -> {
            boolean same = key.inode().equals(query.inode());
            if (same && key.sequence().compareTo(instant) <= 0) {
                cuts.add(new Cuts.Cut(key.sequence(), cut.from(), cut.to()));
            }
            return same;
        });
        Cuts then = new Cuts(cuts, BLOCK_SIZE);
        List<Extent> extents = new ArrayList<>();
        blocks.forEach((key, block) -> {
            for (Piece piece : then.visible(block, key.block())) {
                extents.add(new Extent(key.block(), piece.offset(), piece.length(), location(piece)));
            }
        });
        return new FileExtents(attributes(query.inode()).dataVersion(), extents);
    }

    private Location location(Piece piece) {
        return switch (piece.source()) {
            case Piece.InObject stored ->
                new Location.Stored(stored.object(), salt(stored.object()), stored.headerLength(), stored.offset());
            case Piece.Inline inline -> new Location.Inline(inline.sealed(), inline.offset());
        };
    }

    private long salt(ObjectId object) {
        long[] salt = new long[1];
        view.scan(StateMaps.RANGE, new RangeKey(volume, object), (_, range) -> {
            salt[0] = range.salt();
            return false;
        });
        return salt[0];
    }
}
