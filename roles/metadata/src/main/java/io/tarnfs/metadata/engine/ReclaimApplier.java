// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.metadata.checkpoint.StateMap;
import io.tarnfs.metadata.record.BlockKey;
import io.tarnfs.metadata.record.CutKey;
import io.tarnfs.metadata.record.DentryKey;
import io.tarnfs.metadata.record.HistoryRecord;
import io.tarnfs.metadata.record.InodeKey;
import io.tarnfs.metadata.record.InodeRecord;
import io.tarnfs.metadata.record.InodeRecord.State;
import io.tarnfs.metadata.record.MomentKey;
import io.tarnfs.metadata.record.ObjectKey;
import io.tarnfs.metadata.record.ObjectRecord;
import io.tarnfs.metadata.record.OpenKey;
import io.tarnfs.metadata.record.RangeKey;
import io.tarnfs.metadata.record.RangeRecord;
import io.tarnfs.metadata.record.ReleasedRecord;
import io.tarnfs.metadata.record.ReleasedRecord.Share;
import io.tarnfs.metadata.record.ResultKey;
import io.tarnfs.metadata.record.SessionKey;
import io.tarnfs.metadata.record.SessionOpenKey;
import io.tarnfs.metadata.record.SessionRangeKey;
import io.tarnfs.metadata.record.SessionRecord;
import io.tarnfs.metadata.record.StateMaps;
import io.tarnfs.metadata.record.UnreferencedKey;
import io.tarnfs.metadata.record.VolumeKey;
import io.tarnfs.metadata.record.VolumeRecord;
import io.tarnfs.metadata.record.VolumeScoped;
import io.tarnfs.metadata.record.XattrKey;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.ObjectId;
import io.tarnfs.model.identity.Sequence;
import io.tarnfs.model.identity.SessionId;
import io.tarnfs.model.identity.VolumeId;
import io.tarnfs.model.namespace.Attributes;
import io.tarnfs.model.namespace.Command;
import io.tarnfs.model.namespace.CommandKey.Origin;
import io.tarnfs.model.namespace.FileType;
import io.tarnfs.model.namespace.FsError;
import io.tarnfs.model.namespace.Name;
import io.tarnfs.model.namespace.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Works off, in slices, what other commands left behind.
///
/// Every queue is worked from its front, and what a slice has done is gone from the queue, so a slice needs
/// no memory of the one before and may be repeated or interrupted anywhere.
final class ReclaimApplier {
    private static final Name FIRST_NAME = new Name("\u0001");

    /// Sessions and finished cuts are few; a slice looks at so many of them.
    private static final int LOOK_MAX = 256;

    /// A smaller slice might not be able to do the next piece of work at all, and nothing would ever move.
    private static final int SLICE_MIN = 20;

    /// Removing one thing may change so many records: itself, its history and its tombstone.
    private static final int EACH = 3;

    private final Tables tables;
    private final Inodes inodes;
    private final Blocks blocks;
    private final List<Sweep<?, ?>> sweeps;

    ReclaimApplier(Tables tables, Inodes inodes, Blocks blocks) {
        this.tables = tables;
        this.inodes = inodes;
        this.blocks = blocks;
        this.sweeps = sweeps(tables);
    }

    Result.Progress reclaim(Turn turn, Command.Reclaim command) {
        Refusal.unless(command.limit() >= 1 && command.limit() <= Turn.RECORDS_MAX, FsError.INVALID);
        VolumeRecord volume = tables.volumes.get(new VolumeKey(turn.volume()));
        if (volume == null) {
            return new Result.Progress(0, false);
        }
        Slice slice = new Slice(turn, Math.max(command.limit(), SLICE_MIN));
        if (volume.removed()) {
            boolean gone = removeVolume(slice);
            return new Result.Progress(turn.touched(), !gone);
        }
        long retention = volume.info().settings().retentionSeconds();
        settleReleased(slice);
        workOffCuts(slice, retention);
        freeDoomed(slice, retention);
        clearSessions(slice);
        dropHistory(slice, retention);
        return new Result.Progress(
                turn.touched(), hasWork(turn.volume(), turn.now().seconds()));
    }

    /// Returns whether a slice would find something to do.
    boolean hasWork(VolumeId id, long nowSeconds) {
        VolumeRecord volume = tables.volumes.get(new VolumeKey(id));
        if (volume == null) {
            return false;
        }
        long retention = volume.info().settings().retentionSeconds();
        var history = Tables.first(tables.history, new MomentKey(id, Sequence.NONE, 0));
        return volume.removed()
                || Tables.first(tables.released, new MomentKey(id, Sequence.NONE, 0)) != null
                || Tables.first(tables.doomed, new InodeKey(id, InodeId.ROOT)) != null
                || nextCut(id, retention) != null
                || endedSession(id) != null
                || (history != null && isDue(history.value(), retention, nowSeconds));
    }

    /// A slice: a turn, and how much of it this command wants to use.
    private record Slice(Turn turn, int limit) {
        int left() {
            return Math.min(limit - turn.touched(), turn.room());
        }
    }

    private void settleReleased(Slice slice) {
        Turn turn = slice.turn;
        while (slice.left() > Ledger.ENTRY_RECORDS) {
            var found = Tables.first(tables.released, new MomentKey(turn.volume(), Sequence.NONE, 0));
            if (found == null) {
                return;
            }
            List<Share> shares = found.value().objects();
            int count = Math.min(shares.size(), (slice.left() - 1) / Ledger.ENTRY_RECORDS);
            if (count == 0) {
                return;
            }
            for (Share share : shares.subList(0, count)) {
                Ledger.apply(tables, turn, share.object(), -share.references(), -share.bytes());
            }
            if (count == shares.size()) {
                tables.released.remove(found.key());
            } else {
                List<Share> rest = shares.subList(count, shares.size());
                tables.released.put(
                        found.key(), new ReleasedRecord(rest, found.value().tail()));
            }
        }
    }

    private void workOffCuts(Slice slice, long retention) {
        Turn turn = slice.turn;
        while (slice.left() > EACH) {
            CutKey key = nextCut(turn.volume(), retention);
            if (key == null) {
                return;
            }
            var cut = tables.cuts.get(key);
            if (cut == null) {
                return;
            }
            boolean finished =
                    !cut.finished().equals(Sequence.NONE) || blocks.workOff(turn, key, cut, slice.left() / EACH);
            if (!finished) {
                return;
            }
            if (cut.finished().equals(Sequence.NONE) && retention > 0) {
                // Versions that it hides can still be read back, and it must go on hiding them.
                tables.cuts.put(key, cut.finishedAt(turn.sequence()));
            } else {
                tables.cuts.remove(key);
            }
        }
    }

    /// Returns a cut that is not worked into all blocks, or a finished one that no readable version needs;
    /// or null.
    private @Nullable CutKey nextCut(VolumeId volume, long retention) {
        Sequence edge = tables.counters(volume).edge();
        CutKey from = new CutKey(volume, InodeId.ROOT, Sequence.NONE);
        for (var found : Tables.firsts(tables.cuts, from, LOOK_MAX)) {
            Sequence finished = found.value().finished();
            if (finished.equals(Sequence.NONE) || retention == 0 || finished.compareTo(edge) <= 0) {
                return found.key();
            }
        }
        return null;
    }

    private void freeDoomed(Slice slice, long retention) {
        while (slice.left() > 2 * EACH) {
            var found = Tables.first(tables.doomed, new InodeKey(slice.turn.volume(), InodeId.ROOT));
            if (found == null || !free(slice, found.key().inode(), retention)) {
                return;
            }
        }
    }

    /// Frees a slice of an inode; returns whether it is gone.
    private boolean free(Slice slice, InodeId inode, long retention) {
        Turn turn = slice.turn;
        InodeRecord record = inodes.known(turn, inode);
        if (record.upkeep().state() != State.REAPED) {
            record = inodes.put(turn, record.with(record.upkeep().with(State.REAPED)));
        }
        if (!blocks.removeSlice(turn, inode, slice.left() / EACH)
                || !removeXattrs(slice, inode)
                || !endCuts(slice, inode, retention)
                || slice.left() < 2 * EACH) {
            return false;
        }
        InodeKey key = new InodeKey(turn.volume(), inode);
        tables.inodes.remove(key);
        tables.orphans.remove(key);
        tables.doomed.remove(key);
        Attributes attributes = record.attributes();
        long bytes = attributes.type() == FileType.REGULAR ? attributes.size() : 0;
        VolumeKey volume = new VolumeKey(turn.volume());
        tables.counters.put(volume, tables.counters(turn.volume()).plus(-bytes, -1));
        return true;
    }

    private boolean removeXattrs(Slice slice, InodeId inode) {
        XattrKey from = new XattrKey(slice.turn.volume(), inode, FIRST_NAME);
        List<XattrKey> found = new ArrayList<>();
        int count = Math.max(0, slice.left() / EACH);
        tables.xattrs.scan(from, (key, _) -> {
            if (!key.volume().equals(from.volume()) || !key.inode().equals(inode)) {
                return false;
            }
            found.add(key);
            return found.size() <= count;
        });
        found.subList(0, Math.min(count, found.size())).forEach(tables.xattrs::remove);
        return found.size() <= count;
    }

    private boolean endCuts(Slice slice, InodeId inode, long retention) {
        CutKey from = new CutKey(slice.turn.volume(), inode, Sequence.NONE);
        return workOff(tables.cuts, from, slice.left(), key -> key.inode().equals(inode), (key, cut) -> {
            if (retention == 0) {
                tables.cuts.remove(key);
            } else if (cut.finished().equals(Sequence.NONE)) {
                tables.cuts.put(key, cut.finishedAt(slice.turn.sequence()));
            }
        });
    }

    /// Does something with at most `count` entries from `from` on, as long as they belong together.
    ///
    /// @return whether that were all of them
    private static <K extends VolumeScoped, V> boolean workOff(
            StateMap<K, V> map, K from, int count, Predicate<K> belongs, BiConsumer<K, V> action) {
        int most = Math.max(0, count);
        var found = Tables.firsts(map, from, most + 1);
        for (int i = 0; i < found.size(); i++) {
            K key = found.get(i).key();
            if (!belongs.test(key)) {
                return true;
            }
            if (i == most) {
                return false;
            }
            action.accept(key, found.get(i).value());
        }
        return true;
    }

    private void clearSessions(Slice slice) {
        while (slice.left() > 2 * EACH) {
            SessionId ended = endedSession(slice.turn.volume());
            if (ended == null || !dropResults(slice, ended) || !dropOpens(slice, ended) || !closeRanges(slice, ended)) {
                return;
            }
            tables.sessions.remove(new SessionKey(slice.turn.volume(), ended));
        }
    }

    private @Nullable SessionId endedSession(VolumeId volume) {
        for (var found : Tables.firsts(tables.sessions, new SessionKey(volume, SessionId.OPERATOR), LOOK_MAX)) {
            if (found.value().state() != SessionRecord.State.OPEN) {
                return found.key().session();
            }
        }
        return null;
    }

    private boolean dropResults(Slice slice, SessionId session) {
        ResultKey from = new ResultKey(slice.turn.volume(), session, Origin.KERNEL, 0, 0, 0);
        return workOff(
                tables.results,
                from,
                slice.left(),
                key -> key.session().equals(session),
                (key, _) -> tables.results.remove(key));
    }

    private boolean dropOpens(Slice slice, SessionId session) {
        Turn turn = slice.turn;
        SessionOpenKey from = new SessionOpenKey(turn.volume(), session, InodeId.ROOT);
        int count = slice.left() / EACH;
        return workOff(tables.sessionOpens, from, count, key -> key.session().equals(session), (key, _) -> {
            InodeId inode = key.inode();
            tables.sessionOpens.remove(key);
            tables.opens.remove(new OpenKey(turn.volume(), inode, session));
            InodeRecord record = tables.inodes.get(new InodeKey(turn.volume(), inode));
            if (record != null && record.upkeep().state() == State.ORPHAN) {
                inodes.doomUnlessOpen(turn, inode);
            }
        });
    }

    private boolean closeRanges(Slice slice, SessionId session) {
        Turn turn = slice.turn;
        SessionRangeKey from = new SessionRangeKey(turn.volume(), session, new ObjectId(1));
        int count = slice.left() / EACH;
        return workOff(tables.sessionRanges, from, count, key -> key.session().equals(session), (key, _) -> {
            tables.sessionRanges.remove(key);
            RangeKey rangeKey = new RangeKey(turn.volume(), key.last());
            RangeRecord range = tables.ranges.get(rangeKey);
            if (range != null) {
                tables.ranges.put(rangeKey, range.closed());
                forgetIfEmpty(turn, rangeKey, range.closed());
            }
        });
    }

    /// Removes a closed range of which the ledger holds no object: nothing names its salt any more.
    private void forgetIfEmpty(Turn turn, RangeKey key, RangeRecord range) {
        var object = Tables.first(tables.objects, new ObjectKey(turn.volume(), range.first()));
        boolean empty = object == null || object.key().object().compareTo(key.last()) > 0;
        if (empty && !range.lease().open()) {
            tables.ranges.remove(key);
        }
    }

    private void dropHistory(Slice slice, long retention) {
        Turn turn = slice.turn;
        Sequence edge = null;
        while (slice.left() > EACH) {
            var found = Tables.first(tables.history, new MomentKey(turn.volume(), Sequence.NONE, 0));
            if (found == null || !isDue(found.value(), retention, turn.now().seconds())) {
                break;
            }
            HistoryRecord record = found.value();
            edge = found.key().sequence();
            tables.history.remove(found.key());
            switch (record.kind()) {
                case INODE -> tables.inodes.forgetTombstone(record.key(), edge);
                case DENTRY -> tables.dentries.forgetTombstone(record.key(), edge);
                case XATTR -> tables.xattrs.forgetTombstone(record.key(), edge);
                case BLOCK -> tables.blocks.forgetTombstone(record.key(), edge);
            }
        }
        if (edge != null) {
            VolumeKey volume = new VolumeKey(turn.volume());
            tables.counters.put(volume, tables.counters(turn.volume()).withEdge(edge));
        }
    }

    private static boolean isDue(HistoryRecord record, long retention, long nowSeconds) {
        return retention == 0 || record.replaced().seconds() + retention < nowSeconds;
    }

    Result.Condemned condemn(Turn turn, Command.CondemnObjects command) {
        Refusal.unless(command.limit() >= 1 && command.limit() <= Turn.RECORDS_MAX, FsError.INVALID);
        int limit = Math.min(command.limit(), Command.ForgetObjects.OBJECTS_MAX);
        VolumeRecord volume = tables.volumes.get(new VolumeKey(turn.volume()));
        boolean keepsHistory = volume != null && volume.info().settings().retentionSeconds() > 0;
        Sequence edge = tables.counters(turn.volume()).edge();
        List<Result.CondemnedObject> condemned = new ArrayList<>();
        UnreferencedKey from = new UnreferencedKey(turn.volume(), Sequence.NONE, new ObjectId(1));
        for (var found : Tables.firsts(tables.unreferenced, from, limit)) {
            if (keepsHistory && found.key().died().compareTo(edge) > 0) {
                break;
            }
            ObjectKey key = new ObjectKey(turn.volume(), found.key().object());
            ObjectRecord object = tables.objects.get(key);
            RangeRecord range = range(turn, key.object());
            if (object == null || object.references() > 0 || range == null) {
                throw new IllegalStateException("the queue of unreferenced objects is wrong: object="
                        + key.object().value() + " died=" + found.key().died().value());
            }
            if (!object.condemned()) {
                tables.objects.put(key, object.condemn());
            }
            condemned.add(new Result.CondemnedObject(key.object(), range.salt()));
        }
        return new Result.Condemned(condemned);
    }

    Result.Done forget(Turn turn, Command.ForgetObjects command) {
        for (ObjectId id : command.objects()) {
            ObjectKey key = new ObjectKey(turn.volume(), id);
            ObjectRecord object = tables.objects.get(key);
            Refusal.unless(
                    object == null || object.condemned(), FsError.INVALID, "only condemned objects are forgotten");
        }
        for (ObjectId id : command.objects()) {
            ObjectRecord object = tables.objects.remove(new ObjectKey(turn.volume(), id));
            if (object != null) {
                tables.unreferenced.remove(
                        new UnreferencedKey(turn.volume(), object.life().died(), id));
                var range = Tables.first(tables.ranges, new RangeKey(turn.volume(), id));
                if (range != null) {
                    forgetIfEmpty(turn, range.key(), range.value());
                }
            }
        }
        return new Result.Done();
    }

    private @Nullable RangeRecord range(Turn turn, ObjectId object) {
        var found = Tables.first(tables.ranges, new RangeKey(turn.volume(), object));
        return found == null ? null : found.value();
    }

    /// Removes a slice of a volume's records, whatever they are; returns whether nothing is left.
    private boolean removeVolume(Slice slice) {
        VolumeId volume = slice.turn.volume();
        for (Sweep<?, ?> sweep : sweeps) {
            if (!sweep.remove(volume, slice)) {
                return false;
            }
        }
        tables.counters.remove(new VolumeKey(volume));
        tables.volumes.remove(new VolumeKey(volume));
        return true;
    }

    /// One map, and where the records of a volume begin in it.
    private record Sweep<K extends VolumeScoped, V>(StateMap<K, V> map, Function<VolumeId, K> start) {
        boolean remove(VolumeId volume, Slice slice) {
            int count = Math.max(0, slice.left());
            var found = Tables.firsts(map, start.apply(volume), count);
            found.forEach(entry -> map.remove(entry.key()));
            return slice.left() > 0;
        }
    }

    private static List<Sweep<?, ?>> sweeps(Tables tables) {
        Function<VolumeId, InodeKey> inode = volume -> new InodeKey(volume, InodeId.ROOT);
        Function<VolumeId, MomentKey> moment = volume -> new MomentKey(volume, Sequence.NONE, 0);
        Function<VolumeId, DentryKey> dentry = volume -> DentryKey.atHash(volume, InodeId.ROOT, 0);
        Function<VolumeId, XattrKey> xattr = volume -> new XattrKey(volume, InodeId.ROOT, FIRST_NAME);
        Function<VolumeId, BlockKey> block = volume -> new BlockKey(volume, InodeId.ROOT, 0);
        ObjectId object = new ObjectId(1);
        return List.of(
                sweep(tables, StateMaps.INODE, inode),
                sweep(tables, StateMaps.DENTRY, dentry),
                sweep(tables, StateMaps.BACK_LINK, volume -> Queries.firstBackLink(volume, InodeId.ROOT)),
                sweep(tables, StateMaps.XATTR, xattr),
                sweep(tables, StateMaps.BLOCK, block),
                sweep(tables, StateMaps.CUT, volume -> new CutKey(volume, InodeId.ROOT, Sequence.NONE)),
                sweep(tables, StateMaps.OBJECT, volume -> new ObjectKey(volume, object)),
                sweep(tables, StateMaps.UNREFERENCED, volume -> new UnreferencedKey(volume, Sequence.NONE, object)),
                sweep(tables, StateMaps.RELEASED, moment),
                sweep(tables, StateMaps.ORPHAN, inode),
                sweep(tables, StateMaps.DOOMED, inode),
                sweep(tables, StateMaps.OPEN, volume -> new OpenKey(volume, InodeId.ROOT, SessionId.OPERATOR)),
                sweep(
                        tables,
                        StateMaps.SESSION_OPEN,
                        volume -> new SessionOpenKey(volume, SessionId.OPERATOR, InodeId.ROOT)),
                sweep(
                        tables,
                        StateMaps.RESULT,
                        volume -> new ResultKey(volume, SessionId.OPERATOR, Origin.KERNEL, 0, 0, 0)),
                sweep(tables, StateMaps.RANGE, volume -> new RangeKey(volume, object)),
                sweep(
                        tables,
                        StateMaps.SESSION_RANGE,
                        volume -> new SessionRangeKey(volume, SessionId.OPERATOR, object)),
                sweep(tables, StateMaps.SESSION, volume -> new SessionKey(volume, SessionId.OPERATOR)),
                sweep(tables, StateMaps.HISTORY, moment),
                sweep(tables, StateMaps.INODE_TOMBSTONE, inode),
                sweep(tables, StateMaps.DENTRY_TOMBSTONE, dentry),
                sweep(tables, StateMaps.XATTR_TOMBSTONE, xattr),
                sweep(tables, StateMaps.BLOCK_TOMBSTONE, block));
    }

    private static <K extends VolumeScoped, V> Sweep<K, V> sweep(
            Tables tables, MapKind<K, V> kind, Function<VolumeId, K> start) {
        return new Sweep<>(tables.counted(kind), start);
    }
}
