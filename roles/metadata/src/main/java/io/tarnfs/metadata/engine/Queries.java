// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

import io.tarnfs.metadata.checkpoint.StateMap;
import io.tarnfs.metadata.checkpoint.StateView;
import io.tarnfs.metadata.record.BackLinkKey;
import io.tarnfs.metadata.record.BlockKey;
import io.tarnfs.metadata.record.CountersRecord;
import io.tarnfs.metadata.record.CutKey;
import io.tarnfs.metadata.record.DentryKey;
import io.tarnfs.metadata.record.DentryRecord;
import io.tarnfs.metadata.record.InodeKey;
import io.tarnfs.metadata.record.InodeRecord;
import io.tarnfs.metadata.record.InodeRecord.State;
import io.tarnfs.metadata.record.Piece;
import io.tarnfs.metadata.record.RangeKey;
import io.tarnfs.metadata.record.RangeRecord;
import io.tarnfs.metadata.record.SessionKey;
import io.tarnfs.metadata.record.SessionRecord;
import io.tarnfs.metadata.record.SipHash;
import io.tarnfs.metadata.record.StateMaps;
import io.tarnfs.metadata.record.VolumeKey;
import io.tarnfs.metadata.record.VolumeNameKey;
import io.tarnfs.metadata.record.VolumeNameRecord;
import io.tarnfs.metadata.record.VolumeRecord;
import io.tarnfs.metadata.record.XattrKey;
import io.tarnfs.metadata.record.XattrRecord;
import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.content.Extent;
import io.tarnfs.model.content.FileExtents;
import io.tarnfs.model.content.Location;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.ObjectId;
import io.tarnfs.model.identity.Sequence;
import io.tarnfs.model.identity.SessionId;
import io.tarnfs.model.identity.VolumeId;
import io.tarnfs.model.namespace.Attributes;
import io.tarnfs.model.namespace.DirectoryEntry;
import io.tarnfs.model.namespace.FileType;
import io.tarnfs.model.namespace.FsError;
import io.tarnfs.model.namespace.Name;
import io.tarnfs.model.namespace.Query;
import io.tarnfs.model.volume.VolumeInfo;
import io.tarnfs.model.volume.VolumeUsage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Answers queries from one published state. Any thread; nothing is changed, and nothing waits.
final class Queries {
    private static final Name FIRST_NAME = new Name("\u0001");

    /// More would make one answer too large to be built without a pause.
    private static final int BLOCKS_MAX = 1_024;

    private final StateView view;

    Queries(StateView view) {
        this.view = view;
    }

    /// Returns a key in front of all back links of an inode.
    static BackLinkKey firstBackLink(VolumeId volume, InodeId inode) {
        return new BackLinkKey(volume, inode, InodeId.ROOT, FIRST_NAME);
    }

    /// Answers a query.
    @SuppressWarnings("unchecked")
    <A> A answer(Query<A> query) {
        Object answer = switch (query) {
            case Query.Lookup q -> lookup(q);
            case Query.GetAttributes q -> inode(q.volume(), q.inode()).attributes();
            case Query.GetParent q -> parent(q);
            case Query.ListDirectory q -> list(q);
            case Query.ReadSymlink q -> symlink(q);
            case Query.GetXattr q -> xattr(q);
            case Query.ListXattrs q -> xattrs(q);
            case Query.GetExtents q -> extents(q);
            case Query.GetUsage q -> usage(q);
            case Query.ListVolumes _ -> volumes();
            case Query.FindVolume q -> find(q);
            case Query.ListSessions q -> sessions(q);
        };
        // Each case above answers with what its record declares.
        return (A) answer;
    }

    private Attributes lookup(Query.Lookup query) {
        directory(query.volume(), query.parent());
        long hash = SipHash.of(volume(query.volume()).hashKey(), query.name());
        DentryRecord dentry =
                view.get(StateMaps.DENTRY, new DentryKey(query.volume(), query.parent(), hash, query.name()));
        if (dentry == null) {
            throw new Refusal(FsError.NOT_FOUND);
        }
        return named(query.volume(), dentry.inode()).attributes();
    }

    private Attributes parent(Query.GetParent query) {
        directory(query.volume(), query.directory());
        if (query.directory().equals(InodeId.ROOT)) {
            return named(query.volume(), InodeId.ROOT).attributes();
        }
        BackLinkKey[] link = new BackLinkKey[1];
        view.scan(StateMaps.BACK_LINK, firstBackLink(query.volume(), query.directory()), (key, _) -> {
            link[0] = key;
            return false;
        });
        boolean found = link[0] != null
                && link[0].volume().equals(query.volume())
                && link[0].inode().equals(query.directory());
        Refusal.unless(found, FsError.NOT_FOUND);
        return named(query.volume(), link[0].parent()).attributes();
    }

    private Query.DirectoryPage list(Query.ListDirectory query) {
        directory(query.volume(), query.directory());
        Refusal.unless(query.limit() >= 1 && query.after() >= -1, FsError.INVALID);
        Page page = new Page(query);
        view.scan(StateMaps.DENTRY, DentryKey.atHash(query.volume(), query.directory(), query.after() + 1), page);
        List<DirectoryEntry> entries = new ArrayList<>(page.keys.size());
        for (int i = 0; i < page.keys.size(); i++) {
            DentryKey key = page.keys.get(i);
            DentryRecord dentry = page.dentries.get(i);
            Attributes attributes =
                    query.attributes() ? named(query.volume(), dentry.inode()).attributes() : null;
            entries.add(new DirectoryEntry(key.hash(), key.name(), dentry.inode(), dentry.type(), attributes));
        }
        return new Query.DirectoryPage(entries, page.end);
    }

    /// Collects a page; entries of one hash are never split over two.
    private static final class Page implements StateMap.Visit<DentryKey, DentryRecord> {
        private final Query.ListDirectory query;
        private final List<DentryKey> keys = new ArrayList<>();
        private final List<DentryRecord> dentries = new ArrayList<>();
        private boolean end = true;

        Page(Query.ListDirectory query) {
            this.query = query;
        }

        @Override
        public boolean entry(DentryKey key, DentryRecord dentry) {
            if (!key.volume().equals(query.volume()) || !key.parent().equals(query.directory())) {
                return false;
            }
            if (keys.size() >= query.limit() && keys.getLast().hash() != key.hash()) {
                end = false;
                return false;
            }
            keys.add(key);
            dentries.add(dentry);
            return true;
        }
    }

    private Bytes symlink(Query.ReadSymlink query) {
        InodeRecord record = inode(query.volume(), query.inode());
        Refusal.unless(record.attributes().type() == FileType.SYMLINK, FsError.INVALID);
        return record.target();
    }

    private Bytes xattr(Query.GetXattr query) {
        inode(query.volume(), query.inode());
        XattrRecord record = view.get(StateMaps.XATTR, new XattrKey(query.volume(), query.inode(), query.name()));
        if (record == null) {
            throw new Refusal(FsError.NO_ATTRIBUTE);
        }
        return record.value();
    }

    private List<Name> xattrs(Query.ListXattrs query) {
        inode(query.volume(), query.inode());
        List<Name> names = new ArrayList<>();
        view.scan(StateMaps.XATTR, new XattrKey(query.volume(), query.inode(), FIRST_NAME), (key, _) -> {
            boolean same = key.volume().equals(query.volume()) && key.inode().equals(query.inode());
            return same && names.add(key.name());
        });
        return List.copyOf(names);
    }

    private FileExtents extents(Query.GetExtents query) {
        InodeRecord record = inode(query.volume(), query.inode());
        boolean sane = query.firstBlock() >= 0
                && query.lastBlock() >= query.firstBlock()
                && query.lastBlock() - query.firstBlock() < BLOCKS_MAX;
        Refusal.unless(sane, FsError.INVALID, "1 to " + BLOCKS_MAX + " blocks can be asked for");
        int blockSize = volume(query.volume()).info().settings().blockSizeBytes();
        CutKey from = new CutKey(query.volume(), query.inode(), Sequence.NONE);
        Cuts.Collector collector = new Cuts.Collector(from);
        view.scan(StateMaps.CUT, from, collector::take);
        Cuts cuts = collector.finish(blockSize);
        List<Extent> extents = new ArrayList<>();
        Salts salts = new Salts(query.volume());
        view.scan(StateMaps.BLOCK, new BlockKey(query.volume(), query.inode(), query.firstBlock()), (key, block) -> {
            boolean wanted = key.volume().equals(query.volume())
                    && key.inode().equals(query.inode())
                    && key.block() <= query.lastBlock();
            if (wanted) {
                for (Piece piece : cuts.visible(block, key.block())) {
                    extents.add(extent(key.block(), piece, salts));
                }
            }
            return wanted;
        });
        return new FileExtents(record.attributes().dataVersion(), extents);
    }

    private static Extent extent(long block, Piece piece, Salts salts) {
        Location location = switch (piece.source()) {
            case Piece.InObject stored ->
                new Location.Stored(stored.object(), salts.of(stored.object()), stored.headerLength(), stored.offset());
            case Piece.Inline inline -> new Location.Inline(inline.sealed(), inline.offset());
        };
        return new Extent(block, piece.offset(), piece.length(), location);
    }

    /// The salts of the ranges that an answer meets; most files come from one or two.
    private final class Salts {
        private final VolumeId volume;
        private @Nullable RangeRecord last;

        Salts(VolumeId volume) {
            this.volume = volume;
        }

        long of(ObjectId object) {
            RangeRecord range = last;
            if (range == null || !holds(range, object)) {
                range = find(object);
                last = range;
            }
            return range.salt();
        }

        private RangeRecord find(ObjectId object) {
            RangeRecord[] found = new RangeRecord[1];
            view.scan(StateMaps.RANGE, new RangeKey(volume, object), (key, range) -> {
                if (key.volume().equals(volume) && holds(range, object)) {
                    found[0] = range;
                }
                return false;
            });
            if (found[0] == null) {
                throw new IllegalStateException("an extent names an object of no range: volume=" + volume.value()
                        + " object=" + object.value());
            }
            return found[0];
        }

        private static boolean holds(RangeRecord range, ObjectId object) {
            long index = object.value() - range.first().value();
            return index >= 0 && index < range.count();
        }
    }

    private VolumeUsage usage(Query.GetUsage query) {
        volume(query.volume());
        CountersRecord counters = view.get(StateMaps.COUNTERS, new VolumeKey(query.volume()));
        if (counters == null) {
            throw new IllegalStateException(
                    "a volume has no counters: volume=" + query.volume().value());
        }
        return new VolumeUsage(counters.bytes(), counters.inodes());
    }

    private List<VolumeInfo> volumes() {
        List<VolumeInfo> infos = new ArrayList<>();
        view.scan(
                StateMaps.VOLUME_NAME,
                new VolumeNameKey(VolumeId.SERVICE, ""),
                (_, record) -> infos.add(volume(record.volume()).info()));
        return List.copyOf(infos);
    }

    private VolumeInfo find(Query.FindVolume query) {
        VolumeNameRecord record = view.get(StateMaps.VOLUME_NAME, new VolumeNameKey(VolumeId.SERVICE, query.name()));
        if (record == null) {
            throw new Refusal(FsError.NOT_FOUND, "no such volume: name=" + query.name());
        }
        return volume(record.volume()).info();
    }

    private List<Query.SessionInfo> sessions(Query.ListSessions query) {
        volume(query.volume());
        List<Query.SessionInfo> infos = new ArrayList<>();
        view.scan(StateMaps.SESSION, new SessionKey(query.volume(), SessionId.OPERATOR), (key, session) -> {
            boolean same = key.volume().equals(query.volume());
            if (same && session.state() == SessionRecord.State.OPEN) {
                infos.add(new Query.SessionInfo(key.session(), session.holder(), session.since()));
            }
            return same;
        });
        return List.copyOf(infos);
    }

    private VolumeRecord volume(VolumeId id) {
        VolumeRecord record = view.get(StateMaps.VOLUME, new VolumeKey(id));
        if (record == null || record.removed()) {
            throw new Refusal(FsError.NOT_FOUND, "no such volume: volume=" + id.value());
        }
        return record;
    }

    private InodeRecord inode(VolumeId volume, InodeId inode) {
        InodeRecord record = view.get(StateMaps.INODE, new InodeKey(volume, inode));
        if (record == null || record.upkeep().state() == State.REAPED) {
            throw new Refusal(FsError.NOT_FOUND);
        }
        return record;
    }

    private InodeRecord directory(VolumeId volume, InodeId inode) {
        volume(volume);
        InodeRecord record = inode(volume, inode);
        Refusal.unless(record.attributes().type() == FileType.DIRECTORY, FsError.NOT_A_DIRECTORY);
        return record;
    }

    /// Returns the inode that a name leads to.
    private InodeRecord named(VolumeId volume, InodeId inode) {
        InodeRecord record = view.get(StateMaps.INODE, new InodeKey(volume, inode));
        if (record == null) {
            throw new IllegalStateException(
                    "a name leads to no inode: volume=" + volume.value() + " inode=" + inode.value());
        }
        return record;
    }
}
