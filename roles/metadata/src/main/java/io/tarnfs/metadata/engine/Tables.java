// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.metadata.checkpoint.StateMap;
import io.tarnfs.metadata.checkpoint.StateStore;
import io.tarnfs.metadata.history.Chronicle;
import io.tarnfs.metadata.history.VersionedMap;
import io.tarnfs.metadata.record.BackLinkKey;
import io.tarnfs.metadata.record.BlockKey;
import io.tarnfs.metadata.record.BlockRecord;
import io.tarnfs.metadata.record.CountersRecord;
import io.tarnfs.metadata.record.CutKey;
import io.tarnfs.metadata.record.CutRecord;
import io.tarnfs.metadata.record.DentryKey;
import io.tarnfs.metadata.record.DentryRecord;
import io.tarnfs.metadata.record.HistoryRecord;
import io.tarnfs.metadata.record.HistoryRecord.Kind;
import io.tarnfs.metadata.record.InodeKey;
import io.tarnfs.metadata.record.InodeRecord;
import io.tarnfs.metadata.record.MomentKey;
import io.tarnfs.metadata.record.ObjectKey;
import io.tarnfs.metadata.record.ObjectRecord;
import io.tarnfs.metadata.record.OpenKey;
import io.tarnfs.metadata.record.OrphanRecord;
import io.tarnfs.metadata.record.Presence;
import io.tarnfs.metadata.record.RangeKey;
import io.tarnfs.metadata.record.RangeRecord;
import io.tarnfs.metadata.record.ReleasedRecord;
import io.tarnfs.metadata.record.ResultKey;
import io.tarnfs.metadata.record.ResultRecord;
import io.tarnfs.metadata.record.ServiceRecord;
import io.tarnfs.metadata.record.SessionKey;
import io.tarnfs.metadata.record.SessionOpenKey;
import io.tarnfs.metadata.record.SessionRangeKey;
import io.tarnfs.metadata.record.SessionRecord;
import io.tarnfs.metadata.record.StateMaps;
import io.tarnfs.metadata.record.TombstoneRecord;
import io.tarnfs.metadata.record.UnreferencedKey;
import io.tarnfs.metadata.record.Versioned;
import io.tarnfs.metadata.record.VolumeKey;
import io.tarnfs.metadata.record.VolumeNameKey;
import io.tarnfs.metadata.record.VolumeNameRecord;
import io.tarnfs.metadata.record.VolumeRecord;
import io.tarnfs.metadata.record.VolumeScoped;
import io.tarnfs.metadata.record.XattrKey;
import io.tarnfs.metadata.record.XattrRecord;
import io.tarnfs.model.identity.VolumeId;
import io.tarnfs.model.time.Timestamp;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All maps as the writer sees them. Every change is counted on the turn that makes it. Writer thread only.
final class Tables {
    final StateMap<VolumeKey, ServiceRecord> service;
    final StateMap<VolumeKey, VolumeRecord> volumes;
    final StateMap<VolumeNameKey, VolumeNameRecord> volumeNames;
    final StateMap<VolumeKey, CountersRecord> counters;
    final StateMap<SessionKey, SessionRecord> sessions;
    final StateMap<RangeKey, RangeRecord> ranges;
    final StateMap<SessionRangeKey, Presence> sessionRanges;
    final StateMap<ResultKey, ResultRecord> results;
    final VersionedMap<InodeKey, InodeRecord> inodes;
    final VersionedMap<DentryKey, DentryRecord> dentries;
    final StateMap<BackLinkKey, Presence> backLinks;
    final VersionedMap<XattrKey, XattrRecord> xattrs;
    final VersionedMap<BlockKey, BlockRecord> blocks;
    final StateMap<CutKey, CutRecord> cuts;
    final StateMap<ObjectKey, ObjectRecord> objects;
    final StateMap<UnreferencedKey, Presence> unreferenced;
    final StateMap<MomentKey, ReleasedRecord> released;
    final StateMap<InodeKey, OrphanRecord> orphans;
    final StateMap<InodeKey, Presence> doomed;
    final StateMap<OpenKey, Presence> opens;
    final StateMap<SessionOpenKey, Presence> sessionOpens;
    final StateMap<MomentKey, HistoryRecord> history;

    private final StateStore store;
    private final Chronicle chronicle;
    private @Nullable Turn turn;

    Tables(StateStore store) {
        this.store = store;
        service = counted(StateMaps.SERVICE);
        volumes = counted(StateMaps.VOLUME);
        volumeNames = counted(StateMaps.VOLUME_NAME);
        counters = counted(StateMaps.COUNTERS);
        sessions = counted(StateMaps.SESSION);
        ranges = counted(StateMaps.RANGE);
        sessionRanges = counted(StateMaps.SESSION_RANGE);
        results = counted(StateMaps.RESULT);
        backLinks = counted(StateMaps.BACK_LINK);
        cuts = counted(StateMaps.CUT);
        objects = counted(StateMaps.OBJECT);
        unreferenced = counted(StateMaps.UNREFERENCED);
        released = counted(StateMaps.RELEASED);
        orphans = counted(StateMaps.ORPHAN);
        doomed = counted(StateMaps.DOOMED);
        opens = counted(StateMaps.OPEN);
        sessionOpens = counted(StateMaps.SESSION_OPEN);
        history = counted(StateMaps.HISTORY);
        chronicle = new Chronicle(history);
        inodes = versioned(Kind.INODE, StateMaps.INODE, StateMaps.INODE_TOMBSTONE);
        dentries = versioned(Kind.DENTRY, StateMaps.DENTRY, StateMaps.DENTRY_TOMBSTONE);
        xattrs = versioned(Kind.XATTR, StateMaps.XATTR, StateMaps.XATTR_TOMBSTONE);
        blocks = versioned(Kind.BLOCK, StateMaps.BLOCK, StateMaps.BLOCK_TOMBSTONE);
    }

    /// Begins a turn; from now on changes are counted on it.
    void begin(Turn next) {
        turn = next;
        chronicle.begin(next.volume(), next.sequence(), next.now());
        VolumeRecord volume = volumes.get(new VolumeKey(next.volume()));
        if (volume != null && volume.info().settings().retentionSeconds() > 0) {
            chronicle.keepFrom(counters(next.volume()).edge());
        }
    }

    /// Returns what the volume counts.
    CountersRecord counters(VolumeId volume) {
        CountersRecord record = counters.get(new VolumeKey(volume));
        if (record == null) {
            throw new IllegalStateException("a volume has no counters: volume=" + volume.value());
        }
        return record;
    }

    /// Returns what the service counts.
    ServiceRecord service() {
        ServiceRecord record = service.get(new VolumeKey(VolumeId.SERVICE));
        return record == null ? ServiceRecord.NEW : record;
    }

    /// Keeps the time of the last command; called between turns, before a checkpoint.
    void keepClock(Timestamp clock) {
        turn = null;
        service.put(new VolumeKey(VolumeId.SERVICE), service().withClock(clock));
    }

    /// Returns a map whose changes are counted.
    <K, V> StateMap<K, V> counted(MapKind<K, V> kind) {
        return new Counted<>(store.map(kind));
    }

    private <K, V extends Versioned<V>> VersionedMap<K, V> versioned(
            Kind kind, MapKind<K, V> current, MapKind<K, TombstoneRecord> tombstones) {
        return new VersionedMap<>(kind, current, counted(current), counted(tombstones), chronicle);
    }

    /// Returns the first entry from `from` on that belongs to the same volume, or null.
    static <K extends VolumeScoped, V> @Nullable Found<K, V> first(StateMap<K, V> map, K from) {
        List<Found<K, V>> found = firsts(map, from, 1);
        return found.isEmpty() ? null : found.getFirst();
    }

    /// Returns up to `count` entries from `from` on that belong to the same volume.
    static <K extends VolumeScoped, V> List<Found<K, V>> firsts(StateMap<K, V> map, K from, int count) {
        List<Found<K, V>> found = new ArrayList<>();
        if (count > 0) {
            map.scan(from, (key, value) -> {
                if (!key.volume().equals(from.volume())) {
                    return false;
                }
                found.add(new Found<>(key, value));
                return found.size() < count;
            });
        }
        return found;
    }

    /// An entry that a scan found.
    record Found<K, V>(K key, V value) {}

    private void touch() {
        if (turn != null) {
            turn.touch();
        }
    }

    private final class Counted<K, V> implements StateMap<K, V> {
        private final StateMap<K, V> map;

        Counted(StateMap<K, V> map) {
            this.map = map;
        }

        @Override
        public @Nullable V get(K key) {
            return map.get(key);
        }

        @Override
        public @Nullable V put(K key, V value) {
            touch();
            return map.put(key, value);
        }

        @Override
        public @Nullable V remove(K key) {
            V before = map.remove(key);
            if (before != null) {
                touch();
            }
            return before;
        }

        @Override
        public void scan(K from, Visit<K, V> visit) {
            map.scan(from, visit);
        }
    }
}
