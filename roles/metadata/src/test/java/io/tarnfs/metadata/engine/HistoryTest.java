// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.metadata.checkpoint.MemoryStateStore;
import io.tarnfs.metadata.checkpoint.StateView;
import io.tarnfs.metadata.commandlog.MemoryMetadataLog;
import io.tarnfs.metadata.record.BlockKey;
import io.tarnfs.metadata.record.CutKey;
import io.tarnfs.metadata.record.DentryKey;
import io.tarnfs.metadata.record.InodeKey;
import io.tarnfs.metadata.record.InodeRecord;
import io.tarnfs.metadata.record.MomentKey;
import io.tarnfs.metadata.record.ObjectKey;
import io.tarnfs.metadata.record.RangeKey;
import io.tarnfs.metadata.record.SessionKey;
import io.tarnfs.metadata.record.StateMaps;
import io.tarnfs.metadata.record.VolumeKey;
import io.tarnfs.metadata.record.XattrKey;
import io.tarnfs.metadatatestkit.ManualTime;
import io.tarnfs.metadatatestkit.Seed;
import io.tarnfs.metadatatestkit.TestClient;
import io.tarnfs.metadatatestkit.TreeComparison;
import io.tarnfs.metadatatestkit.TreeModel;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.ObjectId;
import io.tarnfs.model.identity.Sequence;
import io.tarnfs.model.identity.SessionId;
import io.tarnfs.model.identity.VolumeId;
import io.tarnfs.model.metrics.Metrics;
import io.tarnfs.model.namespace.AttributeChange;
import io.tarnfs.model.namespace.Name;
import io.tarnfs.model.volume.VolumeInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class HistoryTest {
    private static final int STEPS = 2_500;
    private static final int REMEMBER_EVERY = 60;
    private static final long RETENTION_SECONDS = 100;
    private static final EngineSettings SETTINGS = new EngineSettings(64, 16, 300, 0, false);

    private final ManualTime time = new ManualTime();
    private final MemoryStateStore store = new MemoryStateStore();

    private record Remembered(Sequence at, TreeModel model) {}

    @Test
    void anyPastStateCanBeRebuiltAndAgreesWithTheModel() throws Exception {
        SplittableRandom random = new SplittableRandom(Seed.of("anyPastState"));
        List<Remembered> remembered = new ArrayList<>();
        try (MetadataEngine engine = open(random)) {
            ModelRun run = new ModelRun(engine, time, random, RETENTION_SECONDS);
            walk(run, remembered, STEPS);
            run.compare();
            for (Remembered past : remembered) {
                compare(past, run.volume());
            }
        }
    }

    @Test
    void historyLeftOfTheRetentionIsDroppedAndTheRestStaysReadable() throws Exception {
        SplittableRandom random = new SplittableRandom(Seed.of("historyLeftOfTheRetention"));
        List<Remembered> early = new ArrayList<>();
        List<Remembered> late = new ArrayList<>();
        try (MetadataEngine engine = open(random)) {
            ModelRun run = new ModelRun(engine, time, random, RETENTION_SECONDS);
            walk(run, early, STEPS / 3);
            time.advanceSeconds(RETENTION_SECONDS + 5);
            walk(run, late, STEPS / 3);
            run.compare();
            try (StateView view = store.view()) {
                Sequence edge = PastReader.edge(view, run.volume());
                assertTrue(edge.compareTo(early.get(early.size() - 2).at()) > 0, "nothing was dropped: " + edge);
                assertTrue(edge.compareTo(late.getFirst().at()) <= 0, "too much was dropped: " + edge);
            }
            for (Remembered past : late) {
                compare(past, run.volume());
            }
            run.changeRetention(0);
            run.compare();
            try (StateView view = store.view()) {
                assertNothingIsKept(view);
                StateCheck.check(view);
            }
        }
    }

    @Test
    void nothingOfARemovedVolumeIsLeft() throws Exception {
        SplittableRandom random = new SplittableRandom(Seed.of("nothingOfARemovedVolume"));
        try (MetadataEngine engine = open(random)) {
            ModelRun run = new ModelRun(engine, time, random, RETENTION_SECONDS);
            walk(run, new ArrayList<>(), 600);
            run.removeVolume();
            try (StateView view = store.view()) {
                assertNothingIsKept(view);
                VolumeId first = new VolumeId(1);
                InodeId root = InodeId.ROOT;
                assertEquals(0, count(view, StateMaps.INODE, new InodeKey(first, root)));
                assertEquals(0, count(view, StateMaps.DENTRY, DentryKey.atHash(first, root, 0)));
                assertEquals(0, count(view, StateMaps.BLOCK, new BlockKey(first, root, 0)));
                assertEquals(0, count(view, StateMaps.BACK_LINK, Queries.firstBackLink(first, root)));
                assertEquals(0, count(view, StateMaps.ORPHAN, new InodeKey(first, root)));
                assertEquals(0, count(view, StateMaps.OBJECT, new ObjectKey(first, new ObjectId(1))));
                assertEquals(0, count(view, StateMaps.RANGE, new RangeKey(first, new ObjectId(1))));
                assertEquals(0, count(view, StateMaps.SESSION, new SessionKey(first, SessionId.OPERATOR)));
                assertEquals(0, count(view, StateMaps.VOLUME, new VolumeKey(first)));
                assertEquals(0, count(view, StateMaps.COUNTERS, new VolumeKey(first)));
            }
        }
    }

    @Test
    void aVolumeWithoutRetentionKeepsNothing() throws Exception {
        SplittableRandom random = new SplittableRandom(Seed.of("aVolumeWithoutRetention"));
        try (MetadataEngine engine = open(random)) {
            ModelRun run = new ModelRun(engine, time, random, 0);
            walk(run, new ArrayList<>(), 300);
            try (StateView view = store.view()) {
                assertEquals(0, count(view, StateMaps.HISTORY, new MomentKey(run.volume(), Sequence.NONE, 0)));
            }
        }
    }

    @Test
    void walkingBackTakesLogHops() throws Exception {
        int versions = 3_000;
        try (MetadataEngine engine = open(new SplittableRandom(1))) {
            VolumeInfo volume = TestClient.createVolume(engine, "v", RETENTION_SECONDS);
            TestClient client = new TestClient(engine, volume, TestClient.openSession(engine, volume.id()));
            InodeId file = client.file(InodeId.ROOT, "f").inode();
            for (int i = 0; i < versions; i++) {
                time.advanceNanos(1);
                TestClient.value(client.set(file, AttributeChange.ofPermissions(i & 0777)));
            }
            try (StateView view = store.view()) {
                long first = view.applied().value() - versions;
                for (int i = 0; i < versions; i += 7) {
                    PastReader reader = new PastReader(view, volume.id(), new Sequence(first + i + 1));
                    InodeRecord record =
                            reader.version(StateMaps.INODE, StateMaps.INODE_TOMBSTONE, new InodeKey(volume.id(), file));
                    assertTrue(record != null && record.attributes().permissions() == (i & 0777), "i=" + i);
                    assertTrue(reader.hops() <= 40, "hops=" + reader.hops() + " i=" + i);
                }
            }
        }
    }

    private void walk(ModelRun run, List<Remembered> remembered, int steps) {
        for (int i = 1; i <= steps; i++) {
            run.step();
            if (i % REMEMBER_EVERY == 0) {
                remembered.add(new Remembered(run.last(), run.model().copy()));
            }
        }
    }

    private void compare(Remembered past, VolumeId volume) {
        try (StateView view = store.view()) {
            PastReader reader = new PastReader(view, volume, past.at());
            TreeComparison.compare(past.model(), volume, reader);
        }
    }

    private static void assertNothingIsKept(StateView view) {
        VolumeId first = new VolumeId(1);
        InodeId root = InodeId.ROOT;
        assertEquals(0, count(view, StateMaps.HISTORY, new MomentKey(first, Sequence.NONE, 0)));
        assertEquals(0, count(view, StateMaps.INODE_TOMBSTONE, new InodeKey(first, root)));
        assertEquals(0, count(view, StateMaps.DENTRY_TOMBSTONE, DentryKey.atHash(first, root, 0)));
        assertEquals(0, count(view, StateMaps.XATTR_TOMBSTONE, new XattrKey(first, root, new Name("\u0001"))));
        assertEquals(0, count(view, StateMaps.BLOCK_TOMBSTONE, new BlockKey(first, root, 0)));
        assertEquals(0, count(view, StateMaps.CUT, new CutKey(first, root, Sequence.NONE)));
    }

    private static <K, V> int count(StateView view, MapKind<K, V> kind, K from) {
        int[] count = new int[1];
        view.scan(kind, from, (_, _) -> {
            count[0]++;
            return true;
        });
        return count[0];
    }

    private MetadataEngine open(SplittableRandom random) throws IOException {
        Surroundings surroundings = new Surroundings(time, random.split(), () -> Long.MAX_VALUE, Metrics.none());
        return MetadataEngine.open(store, new MemoryMetadataLog(), surroundings, SETTINGS);
    }
}
