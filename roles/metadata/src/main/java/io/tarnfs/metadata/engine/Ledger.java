// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

import io.tarnfs.metadata.record.MomentKey;
import io.tarnfs.metadata.record.ObjectKey;
import io.tarnfs.metadata.record.ObjectRecord;
import io.tarnfs.metadata.record.Piece;
import io.tarnfs.metadata.record.Presence;
import io.tarnfs.metadata.record.ReleasedRecord;
import io.tarnfs.metadata.record.ReleasedRecord.Share;
import io.tarnfs.metadata.record.UnreferencedKey;
import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.ObjectId;
import io.tarnfs.model.identity.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// What one command changes in the ledger of objects: collected while it changes blocks, settled at its
/// end.
///
/// What is added is settled at once, because an object that looks dead could be deleted. What is taken away
/// may wait in the queue of released references when the command has no room left; an object only lives
/// longer by that.
final class Ledger {
    private final TreeMap<ObjectId, Change> changes = new TreeMap<>();
    private final Tables tables;
    private final Turn turn;

    Ledger(Tables tables, Turn turn) {
        this.tables = tables;
        this.turn = turn;
    }

    private static final class Change {
        private int references;
        private long bytes;
        private boolean listed;
    }

    /// Notes that a committed extent names the object, even if nothing of it is to be seen.
    void list(ObjectId object) {
        change(object).listed = true;
    }

    /// Notes that the pieces of a block are replaced by others.
    void replace(List<Piece> before, List<Piece> after) {
        before.forEach(piece -> count(piece, -1));
        after.forEach(piece -> count(piece, 1));
    }

    private void count(Piece piece, int references) {
        if (piece.source() instanceof Piece.InObject stored) {
            Change change = change(stored.object());
            change.references += references;
            change.bytes += (long) references * piece.length();
        }
    }

    private Change change(ObjectId object) {
        return changes.computeIfAbsent(object, _ -> new Change());
    }

    /// Changes the ledger.
    void settle() {
        changes.forEach((object, change) -> {
            if (change.references > 0 || change.listed) {
                apply(object, change.references, change.bytes);
            }
        });
        List<Share> left = new ArrayList<>();
        changes.forEach((object, change) -> {
            boolean less = change.references < 0 || (change.references == 0 && change.bytes != 0);
            if (less && !change.listed) {
                if (turn.room() > ENTRY_RECORDS) {
                    apply(object, change.references, change.bytes);
                } else {
                    left.add(new Share(object, -change.references, -change.bytes));
                }
            }
        });
        if (!left.isEmpty()) {
            tables.released.put(
                    new MomentKey(turn.volume(), turn.sequence(), turn.nextRelease()),
                    new ReleasedRecord(left, Bytes.EMPTY));
        }
    }

    /// An object's entry, and its place in the queue of the unreferenced, old and new.
    static final int ENTRY_RECORDS = 3;

    /// Changes one entry of the ledger by so many references and bytes.
    private void apply(ObjectId object, int references, long bytes) {
        apply(tables, turn, object, references, bytes);
    }

    /// Changes one entry of the ledger by so many references and bytes.
    static void apply(Tables tables, Turn turn, ObjectId object, int references, long bytes) {
        ObjectKey key = new ObjectKey(turn.volume(), object);
        ObjectRecord old = tables.objects.get(key);
        ObjectRecord from = old == null ? ObjectRecord.bornAt(turn.sequence()) : old;
        if (old != null && !old.life().died().equals(Sequence.NONE)) {
            if (from.references() + references == 0) {
                return;
            }
            tables.unreferenced.remove(
                    new UnreferencedKey(turn.volume(), old.life().died(), object));
        }
        ObjectRecord changed = from.with(from.references() + references, from.bytes() + bytes, turn.sequence());
        tables.objects.put(key, changed);
        if (changed.references() == 0) {
            tables.unreferenced.put(new UnreferencedKey(turn.volume(), turn.sequence(), object), Presence.HERE);
        }
    }
}
