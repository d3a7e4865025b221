// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

import io.tarnfs.metadata.record.BlockKey;
import io.tarnfs.metadata.record.BlockRecord;
import io.tarnfs.metadata.record.CountersRecord;
import io.tarnfs.metadata.record.InodeKey;
import io.tarnfs.metadata.record.InodeRecord;
import io.tarnfs.metadata.record.ObjectKey;
import io.tarnfs.metadata.record.ObjectRecord;
import io.tarnfs.metadata.record.OpenKey;
import io.tarnfs.metadata.record.Piece;
import io.tarnfs.metadata.record.Presence;
import io.tarnfs.metadata.record.RangeKey;
import io.tarnfs.metadata.record.RangeRecord;
import io.tarnfs.metadata.record.SessionOpenKey;
import io.tarnfs.metadata.record.VolumeKey;
import io.tarnfs.model.content.Extent;
import io.tarnfs.model.content.Location;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.ObjectId;
import io.tarnfs.model.identity.Sequence;
import io.tarnfs.model.identity.SessionId;
import io.tarnfs.model.namespace.Attributes;
import io.tarnfs.model.namespace.Command;
import io.tarnfs.model.namespace.FileType;
import io.tarnfs.model.namespace.FsError;
import io.tarnfs.model.namespace.Result;
import io.tarnfs.model.time.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Applies the commands that list the bytes of files, and the reports of who holds a file open.
final class DataApplier {
    /// An inline value is meant for tiny files; larger ones belong in an object.
    static final int INLINE_MAX = 16 << 10;

    private final Tables tables;
    private final Inodes inodes;
    private final Blocks blocks;

    DataApplier(Tables tables, Inodes inodes, Blocks blocks) {
        this.tables = tables;
        this.inodes = inodes;
        this.blocks = blocks;
    }

    Result.Node commit(Turn turn, Command.CommitExtents command) {
        InodeRecord record = file(turn, command.inode());
        int blockSize = blocks.blockSize(turn);
        Refusal.unless(command.sizeAtLeast() >= 0, FsError.INVALID);
        Refusal.unless(command.sizeAtLeast() <= Blocks.FILE_SIZE_MAX, FsError.FILE_TOO_BIG);
        checkExtents(turn, command.extents(), blockSize, _ -> false);

        Attributes old = record.attributes();
        long size = Math.max(old.size(), command.sizeAtLeast());
        Ledger ledger = new Ledger(tables, turn);
        lay(turn, command, size, ledger);
        ledger.settle();
        if (size > old.size()) {
            CountersRecord counters = tables.counters(turn.volume());
            tables.counters.put(new VolumeKey(turn.volume()), counters.plus(size - old.size(), 0));
        }
        AttributesDraft draft = new AttributesDraft(old).size(size).dataVersion(turn.sequence());
        Timestamp written = command.written();
        if (written != null) {
            // A write sets both times when it happens, not when its bytes are listed; a later chmod stays.
            draft.modification(written).change(Timestamp.max(old.times().change(), written));
        }
        if (command.clearSuid()) {
            draft.clearSuid();
        }
        return new Result.Node(inodes.put(turn, record.with(draft.finish())).attributes());
    }

    /// Lays the extents over their blocks. What lies behind the end of the file is dropped: growing the
    /// file later must show zeros.
    private void lay(Turn turn, Command.CommitExtents command, long size, Ledger ledger) {
        int blockSize = blocks.blockSize(turn);
        Cuts cuts = blocks.cuts(turn, command.inode());
        TreeMap<Long, List<Piece>> changed = new TreeMap<>();
        for (Extent extent : command.extents()) {
            if (extent.location() instanceof Location.Stored stored) {
                ledger.list(stored.object());
            }
            long room = Math.min(extent.end(), size - extent.block() * blockSize);
            if (room > extent.offset()) {
                Piece piece = piece(extent).part(extent.offset(), Math.toIntExact(room));
                changed.merge(
                        extent.block(),
                        Pieces.overlay(visible(turn, command.inode(), extent.block(), cuts), piece),
                        (earlier, _) -> Pieces.overlay(earlier, piece));
            }
        }
        changed.forEach((block, pieces) -> {
            BlockKey key = new BlockKey(turn.volume(), command.inode(), block);
            BlockRecord old = tables.blocks.get(key);
            ledger.replace(old == null ? List.of() : old.pieces(), pieces);
            tables.blocks.put(
                    key, old == null ? BlockRecord.of(turn.sequence(), pieces) : old.with(turn.sequence(), pieces));
        });
    }

    private List<Piece> visible(Turn turn, InodeId inode, long block, Cuts cuts) {
        BlockRecord record = tables.blocks.get(new BlockKey(turn.volume(), inode, block));
        return record == null ? List.of() : cuts.visible(record, block);
    }

    Result.Done fold(Turn turn, Command.FoldBlock command) {
        file(turn, command.inode());
        Refusal.unless(command.extents().size() <= Command.CommitExtents.EXTENTS_MAX, FsError.INVALID);
        BlockKey key = new BlockKey(turn.volume(), command.inode(), command.block());
        BlockRecord old = tables.blocks.get(key);
        if (old == null) {
            throw new Refusal(FsError.OUTDATED);
        }
        Cuts cuts = blocks.cuts(turn, command.inode());
        Sequence changed = cuts.changed(old, command.block());
        Refusal.unless(changed.compareTo(command.replaced()) <= 0, FsError.OUTDATED);
        List<Piece> before = old.pieces();
        checkExtents(turn, command.extents(), blocks.blockSize(turn), object -> refersTo(before, object));
        List<Piece> pieces = new ArrayList<>();
        int end = 0;
        for (Extent extent : command.extents()) {
            Refusal.unless(extent.block() == command.block() && extent.offset() >= end, FsError.INVALID);
            end = extent.end();
            pieces.add(piece(extent));
        }

        Ledger ledger = new Ledger(tables, turn);
        for (Extent extent : command.extents()) {
            if (extent.location() instanceof Location.Stored stored) {
                ledger.list(stored.object());
            }
        }
        ledger.replace(before, pieces);
        ledger.settle();
        // The bytes are the same, so neither the version nor the history moves; only the cuts are worked in.
        tables.blocks.putEquivalent(key, old.with(changed, pieces));
        return new Result.Done();
    }

    Result.Done reportOpen(Turn turn, Command.ReportOpen command) {
        SessionId session = turn.session();
        Refusal.unless(!session.equals(SessionId.OPERATOR), FsError.INVALID, "only a session opens files");
        OpenKey key = new OpenKey(turn.volume(), command.inode(), session);
        SessionOpenKey bySession = new SessionOpenKey(turn.volume(), session, command.inode());
        if (command.open()) {
            inodes.existing(turn, command.inode());
            tables.opens.put(key, Presence.HERE);
            tables.sessionOpens.put(bySession, Presence.HERE);
            tables.doomed.remove(new InodeKey(turn.volume(), command.inode()));
        } else if (tables.opens.remove(key) != null) {
            tables.sessionOpens.remove(bySession);
            InodeRecord record = tables.inodes.get(new InodeKey(turn.volume(), command.inode()));
            if (record != null && record.upkeep().state() == InodeRecord.State.ORPHAN) {
                inodes.doomUnlessOpen(turn, command.inode());
            }
        }
        return new Result.Done();
    }

    private InodeRecord file(Turn turn, InodeId inode) {
        InodeRecord record = inodes.existing(turn, inode);
        FileType type = record.attributes().type();
        Refusal.unless(type != FileType.DIRECTORY, FsError.IS_A_DIRECTORY);
        Refusal.unless(type == FileType.REGULAR, FsError.INVALID);
        return record;
    }

    private void checkExtents(Turn turn, List<Extent> extents, int blockSize, Predicate<ObjectId> alreadyReferred) {
        RangeRecord range = null;
        for (Extent extent : extents) {
            boolean inBlock = extent.offset() < blockSize && extent.length() <= blockSize - extent.offset();
            Refusal.unless(inBlock, FsError.INVALID, "an extent reaches out of its block");
            Refusal.unless(extent.block() <= Blocks.FILE_SIZE_MAX / blockSize, FsError.FILE_TOO_BIG);
            switch (extent.location()) {
                case Location.Inline inline ->
                    Refusal.unless(
                            inline.sealed().length() <= INLINE_MAX, FsError.INVALID, "an inline value is too long");
                case Location.Stored stored -> {
                    range = holds(range, stored.object()) ? range : range(turn, stored.object());
                    checkObject(turn, stored, range, alreadyReferred);
                }
            }
        }
    }

    private void checkObject(
            Turn turn, Location.Stored stored, @Nullable RangeRecord range, Predicate<ObjectId> alreadyReferred) {
        if (range == null) {
            throw new Refusal(FsError.INVALID, "an extent names an object of no leased range");
        }
        boolean leased = range.lease().open() && range.lease().session().equals(turn.session());
        Refusal.unless(
                leased || alreadyReferred.test(stored.object()),
                FsError.INVALID,
                "an extent names an object that is not leased to this session");
        Refusal.unless(range.salt() == stored.rangeSalt(), FsError.INVALID, "an extent names the wrong salt");
        ObjectRecord object = tables.objects.get(new ObjectKey(turn.volume(), stored.object()));
        Refusal.unless(object == null || !object.condemned(), FsError.INVALID, "an extent names a condemned object");
    }

    private static boolean holds(@Nullable RangeRecord range, ObjectId object) {
        return range != null
                && object.value() >= range.first().value()
                && object.value() - range.first().value() < range.count();
    }

    private @Nullable RangeRecord range(Turn turn, ObjectId object) {
        var found = Tables.first(tables.ranges, new RangeKey(turn.volume(), object));
        return found != null && holds(found.value(), object) ? found.value() : null;
    }

    private static boolean refersTo(List<Piece> pieces, ObjectId object) {
        return pieces.stream()
                .anyMatch(piece -> piece.source() instanceof Piece.InObject stored
                        && stored.object().equals(object));
    }

    private static Piece piece(Extent extent) {
        Piece.Source source = switch (extent.location()) {
            case Location.Stored stored -> new Piece.InObject(stored.object(), stored.headerLength(), stored.offset());
            case Location.Inline inline -> new Piece.Inline(inline.sealed(), inline.offset());
        };
        return new Piece(extent.offset(), extent.length(), source);
    }
}
