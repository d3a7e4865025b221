// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.objectstoretestkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.linux.durable.DurableFolder;
import io.tarnfs.linux.durable.PowerLossFolder;
import io.tarnfs.linux.durable.Step;
import io.tarnfs.objectstore.Absent;
import io.tarnfs.objectstore.DirectoryStore;
import io.tarnfs.objectstore.Grant;
import io.tarnfs.objectstore.HeadAnswer;
import io.tarnfs.objectstore.KeyPrefix;
import io.tarnfs.objectstore.ListPage;
import io.tarnfs.objectstore.ObjectStore;
import io.tarnfs.objectstore.PutAnswer;
import io.tarnfs.objectstore.PutRecognition;
import io.tarnfs.objectstore.ReadAnswer;
import io.tarnfs.objectstore.StoreException;
import io.tarnfs.objectstore.StoreKey;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The power goes at each step of a run of puts and deletes; what was acknowledged must be there whole
/// afterwards, what was deleted must be gone, and nothing half may carry a name.
final class DirectoryStorePowerLossTest {
    private static final long SEED = Long.getLong("tarn.seed", 20_261_120L);
    private static final int CRASHES_PER_STEP = 6;
    private static final int OBJECT_BYTES = 1_700;

    /// Held strongly, or the setting would be forgotten with it.
    private static final Logger STORE_LOG = Logger.getLogger(DirectoryStore.class.getName());

    private final Arena arena = Arena.ofShared();

    @BeforeAll
    static void keepThousandsOfSweepsOutOfTheLog() {
        STORE_LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void logAgain() {
        STORE_LOG.setLevel(null);
    }

    @AfterEach
    void release() {
        arena.close();
    }

    @Test
    void whatWasAcknowledgedOutlivesAPowerCutAtAnyStep() throws IOException {
        long steps = stepsOfAWholeRun();
        assertTrue(steps > 40, "steps=" + steps);
        for (long step = 1; step <= steps; step++) {
            for (int crash = 0; crash < CRASHES_PER_STEP; crash++) {
                SplittableRandom random = new SplittableRandom(SEED + 1_000 * step + crash);
                PowerLossFolder disk = new PowerLossFolder();
                disk.cutAt(step);
                History history = new History();
                runUntilPowerGoes(disk, history);
                checkAfterCrash(disk.crash(random), history, "seed=" + SEED + " step=" + step + " crash=" + crash);
            }
        }
    }

    @Test
    void whatWasAcknowledgedOutlivesFailedSyncsAndNamesToo() throws IOException {
        int failures = 0;
        for (Step kind : Step.values()) {
            for (int skipped = 0; skipped < 30; skipped++) {
                SplittableRandom random = new SplittableRandom(SEED + skipped);
                PowerLossFolder disk = new PowerLossFolder();
                disk.failAt(kind, skipped);
                History history = new History();
                failures += runThroughFailures(disk, history);
                checkAfterCrash(disk.crash(random), history, "seed=" + SEED + " kind=" + kind + " skipped=" + skipped);
            }
        }
        assertTrue(failures > 60, "failures=" + failures);
    }

    @Test
    void aFullDiskLosesNothingThatWasAcknowledged() throws IOException {
        for (int bytes = 0; bytes < 12 * OBJECT_BYTES; bytes += 611) {
            PowerLossFolder disk = new PowerLossFolder();
            disk.budget(bytes);
            History history = new History();
            runThroughFailures(disk, history);
            checkAfterCrash(disk.crash(new SplittableRandom(SEED)), history, "seed=" + SEED + " bytes=" + bytes);
        }
    }

    private long stepsOfAWholeRun() throws IOException {
        PowerLossFolder disk = new PowerLossFolder();
        runUntilPowerGoes(disk, new History());
        return disk.steps();
    }

    private void runUntilPowerGoes(DurableFolder disk, History history) {
        ObjectStore store = open(disk);
        try {
            for (int i = 0; i < 8; i++) {
                put(store, i, history);
                if (i % 3 == 2) {
                    delete(store, i - 1, history);
                }
            }
        } catch (StoreException e) {
            history.ended = e;
        }
    }

    /// @return how many calls failed
    private int runThroughFailures(DurableFolder disk, History history) {
        ObjectStore store = open(disk);
        int failures = 0;
        for (int i = 0; i < 8; i++) {
            try {
                put(store, i, history);
                if (i % 3 == 2) {
                    delete(store, i - 1, history);
                }
            } catch (StoreException e) {
                failures++;
            }
        }
        return failures;
    }

    private void put(ObjectStore store, int i, History history) throws StoreException {
        history.started.add(key(i));
        PutAnswer answer = PutRecognition.put(store, Grant.WHOLE_STORE, key(i), List.of(content(i)));
        assertEquals(PutAnswer.STORED, answer);
        history.acknowledged.put(key(i), i);
    }

    private void delete(ObjectStore store, int i, History history) throws StoreException {
        // From now on it may be there or not, until the delete is acknowledged.
        Integer was = history.acknowledged.remove(key(i));
        store.delete(Grant.WHOLE_STORE, key(i));
        if (was != null) {
            history.started.remove(key(i));
        }
    }

    private void checkAfterCrash(DurableFolder found, History history, String run) throws IOException {
        try (ObjectStore store = open(found)) {
            for (var entry : history.acknowledged.entrySet()) {
                assertEquals(
                        new HeadAnswer.Present(OBJECT_BYTES),
                        store.head(Grant.WHOLE_STORE, entry.getKey()),
                        run + " key=" + entry.getKey() + " " + history);
            }
            ListPage page = store.list(Grant.WHOLE_STORE, KeyPrefix.EVERYTHING, Optional.empty(), 1_000);
            for (ListPage.Listed listed : page.objects()) {
                assertTrue(history.started.contains(listed.key()), run + " unexpected=" + listed.key());
                assertWhole(store, listed.key(), run);
            }
            for (StoreKey started : history.started) {
                // The sweep left nothing in the way: each upload can be repeated.
                int i = Integer.parseInt(
                        started.value().substring(started.value().lastIndexOf('-') + 1));
                assertEquals(
                        PutAnswer.STORED,
                        PutRecognition.put(store, Grant.WHOLE_STORE, started, List.of(content(i))),
                        run);
            }
        }
        assertNoTemporary(found, run);
    }

    private void assertWhole(ObjectStore store, StoreKey key, String run) throws StoreException {
        int i = Integer.parseInt(key.value().substring(key.value().lastIndexOf('-') + 1));
        MemorySegment target = arena.allocate(OBJECT_BYTES + 1);
        switch (store.read(Grant.WHOLE_STORE, key, 0, target)) {
            case Absent _ -> throw new AssertionError(run + " listed but absent: " + key);
            case ReadAnswer.Read(long count) -> {
                assertEquals(OBJECT_BYTES, count, run + " key=" + key);
                assertEquals(-1, target.asSlice(0, count).mismatch(content(i)), run + " key=" + key);
            }
        }
    }

    private static void assertNoTemporary(DurableFolder folder, String run) throws IOException {
        for (String name : folder.list()) {
            assertTrue(!name.startsWith("."), run + " left=" + name);
            if (folder.isFolder(name)) {
                assertNoTemporary(folder.folder(name), run);
            }
        }
    }

    private static ObjectStore open(DurableFolder disk) {
        return DirectoryStore.open(disk, "disk", Runnable::run, new SplittableRandom(disk.hashCode()));
    }

    private static StoreKey key(int i) {
        return new StoreKey("v/" + (i % 2 == 0 ? "aa" : "bb") + "/object-" + i);
    }

    private MemorySegment content(int i) {
        MemorySegment content = arena.allocate(OBJECT_BYTES);
        SplittableRandom random = new SplittableRandom(i);
        for (int at = 0; at < OBJECT_BYTES; at++) {
            content.set(ValueLayout.JAVA_BYTE, at, (byte) random.nextInt());
        }
        return content;
    }

    /// What the user of the store was told.
    private static final class History {
        private final Map<StoreKey, Integer> acknowledged = new HashMap<>();
        private final Set<StoreKey> started = new HashSet<>();
        private @org.jspecify.annotations.Nullable StoreException ended;

        @Override
        public String toString() {
            return "acknowledged=" + acknowledged.keySet() + " ended=" + ended;
        }
    }
}
