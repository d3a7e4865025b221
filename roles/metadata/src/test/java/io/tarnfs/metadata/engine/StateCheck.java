// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.metadata.checkpoint.StateView;
import io.tarnfs.metadata.record.BackLinkKey;
import io.tarnfs.metadata.record.BlockKey;
import io.tarnfs.metadata.record.CutKey;
import io.tarnfs.metadata.record.DentryKey;
import io.tarnfs.metadata.record.InodeKey;
import io.tarnfs.metadata.record.InodeRecord;
import io.tarnfs.metadata.record.MomentKey;
import io.tarnfs.metadata.record.ObjectKey;
import io.tarnfs.metadata.record.ObjectRecord;
import io.tarnfs.metadata.record.OpenKey;
import io.tarnfs.metadata.record.Piece;
import io.tarnfs.metadata.record.RangeKey;
import io.tarnfs.metadata.record.ResultKey;
import io.tarnfs.metadata.record.SessionOpenKey;
import io.tarnfs.metadata.record.StateMaps;
import io.tarnfs.metadata.record.UnreferencedKey;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.ObjectId;
import io.tarnfs.model.identity.Sequence;
import io.tarnfs.model.identity.SessionId;
import io.tarnfs.model.identity.VolumeId;
import io.tarnfs.model.namespace.CommandKey.Origin;
import io.tarnfs.model.namespace.Name;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// Checks that the records of a state without background work agree with each other.
final class StateCheck {
    private static final VolumeId FIRST = new VolumeId(1);
    private static final InodeId INODE = InodeId.ROOT;
    private static final ObjectId OBJECT = new ObjectId(1);
    private static final Name NAME = new Name("\u0001");

    private final StateView view;

    private StateCheck(StateView view) {
        this.view = view;
    }

    static void check(StateView view) {
        StateCheck check = new StateCheck(view);
        check.names();
        check.ledger();
        check.queues();
    }

    private <K, V> Map<K, V> all(MapKind<K, V> kind, K from) {
        TreeMap<K, V> all = new TreeMap<>(kind.order());
        view.scan(kind, from, (key, value) -> {
            all.put(key, value);
            return true;
        });
        return all;
    }

    private void names() {
        var inodes = all(StateMaps.INODE, new InodeKey(FIRST, INODE));
        var backLinks = all(StateMaps.BACK_LINK, new BackLinkKey(FIRST, INODE, INODE, NAME));
        Map<InodeKey, Integer> links = new HashMap<>();
        Map<InodeKey, Integer> entries = new HashMap<>();
        var dentries = all(StateMaps.DENTRY, DentryKey.atHash(FIRST, INODE, 0));
        dentries.forEach((key, dentry) -> {
            InodeKey inode = new InodeKey(key.volume(), dentry.inode());
            links.merge(inode, 1, Integer::sum);
            entries.merge(new InodeKey(key.volume(), key.parent()), 1, Integer::sum);
            BackLinkKey back = new BackLinkKey(key.volume(), dentry.inode(), key.parent(), key.name());
            assertNotNull(backLinks.get(back), "no way back: " + back);
            InodeRecord record = inodes.get(inode);
            assertNotNull(record, "a name leads nowhere: " + key);
            assertEquals(dentry.type(), record.attributes().type());
        });
        assertEquals(dentries.size(), backLinks.size(), "a back link leads to no name");
        inodes.forEach((key, record) -> {
            boolean root = key.inode().equals(InodeId.ROOT);
            int named = links.getOrDefault(key, 0);
            switch (record.attributes().type()) {
                case DIRECTORY -> {
                    assertEquals(root || named == 1, record.attributes().links() >= 2, "inode=" + key);
                    assertEquals(
                            entries.getOrDefault(key, 0).longValue(),
                            record.attributes().size(),
                            "inode=" + key);
                }
                default -> assertEquals(named, record.attributes().links(), "inode=" + key);
            }
            boolean orphan = view.get(StateMaps.ORPHAN, key) != null;
            assertEquals(orphan, !root && named == 0, "inode=" + key);
            assertEquals(orphan, record.upkeep().state() == InodeRecord.State.ORPHAN, "inode=" + key);
        });
    }

    private void ledger() {
        Map<ObjectKey, Long> bytes = new HashMap<>();
        Map<ObjectKey, Integer> references = new HashMap<>();
        all(StateMaps.BLOCK, new BlockKey(FIRST, INODE, 0)).forEach((key, block) -> {
            assertNotNull(view.get(StateMaps.INODE, new InodeKey(key.volume(), key.inode())), "block=" + key);
            int end = 0;
            for (Piece piece : block.pieces()) {
                assertTrue(piece.offset() >= end, () -> "pieces overlap: " + block);
                end = piece.end();
                if (piece.source() instanceof Piece.InObject stored) {
                    ObjectKey object = new ObjectKey(key.volume(), stored.object());
                    bytes.merge(object, (long) piece.length(), Long::sum);
                    references.merge(object, 1, Integer::sum);
                }
            }
        });
        var objects = all(StateMaps.OBJECT, new ObjectKey(FIRST, OBJECT));
        var unreferenced = all(StateMaps.UNREFERENCED, new UnreferencedKey(FIRST, Sequence.NONE, OBJECT));
        int dead = 0;
        for (Map.Entry<ObjectKey, ObjectRecord> entry : objects.entrySet()) {
            ObjectKey key = entry.getKey();
            ObjectRecord record = entry.getValue();
            assertEquals(references.getOrDefault(key, 0), record.references(), "object=" + key);
            assertEquals((long) bytes.getOrDefault(key, 0L), record.bytes(), "object=" + key);
            assertEquals(record.references() == 0, !record.life().died().equals(Sequence.NONE), "object=" + key);
            if (record.references() == 0) {
                dead++;
                UnreferencedKey queued =
                        new UnreferencedKey(key.volume(), record.life().died(), key.object());
                assertNotNull(unreferenced.get(queued), "a dead object is not queued: " + key);
            }
        }
        assertEquals(dead, unreferenced.size(), "a living object is queued");
        assertTrue(objects.keySet().containsAll(references.keySet()), "the ledger lacks objects");
    }

    private void queues() {
        assertEquals(Map.of(), all(StateMaps.DOOMED, new InodeKey(FIRST, INODE)));
        assertEquals(Map.of(), all(StateMaps.RELEASED, new MomentKey(FIRST, Sequence.NONE, 0)));
        all(StateMaps.CUT, new CutKey(FIRST, INODE, Sequence.NONE))
                .forEach((key, cut) -> assertTrue(!cut.finished().equals(Sequence.NONE), "cut=" + key));
        var open = all(StateMaps.OPEN, new OpenKey(FIRST, INODE, SessionId.OPERATOR));
        var bySession = all(StateMaps.SESSION_OPEN, new SessionOpenKey(FIRST, SessionId.OPERATOR, INODE));
        assertEquals(open.size(), bySession.size());
        all(StateMaps.ORPHAN, new InodeKey(FIRST, INODE))
                .forEach((key, _) -> assertTrue(
                        open.keySet().stream().anyMatch(held -> held.inode().equals(key.inode())),
                        "an orphan that nobody holds was not freed: " + key));
        var results = all(StateMaps.RESULT, new ResultKey(FIRST, SessionId.OPERATOR, Origin.KERNEL, 0, 0, 0));
        assertTrue(results.size() < 1_000, () -> "results pile up: count=" + results.size());
        all(StateMaps.RANGE, new RangeKey(FIRST, OBJECT))
                .forEach((key, range) ->
                        assertEquals(key.last().value(), range.first().value() + range.count() - 1));
    }
}
