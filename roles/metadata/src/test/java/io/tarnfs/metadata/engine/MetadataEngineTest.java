// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.metadata.checkpoint.MemoryStateStore;
import io.tarnfs.metadata.checkpoint.StateMap;
import io.tarnfs.metadata.checkpoint.StateView;
import io.tarnfs.metadata.commandlog.MemoryMetadataLog;
import io.tarnfs.metadata.record.DentryKey;
import io.tarnfs.metadata.record.DentryRecord;
import io.tarnfs.metadata.record.InodeKey;
import io.tarnfs.metadata.record.InodeRecord;
import io.tarnfs.metadata.record.ResultKey;
import io.tarnfs.metadata.record.StateMaps;
import io.tarnfs.metadatatestkit.ManualTime;
import io.tarnfs.metadatatestkit.TestClient;
import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.Sequence;
import io.tarnfs.model.identity.SessionId;
import io.tarnfs.model.identity.VolumeId;
import io.tarnfs.model.metrics.Metrics;
import io.tarnfs.model.namespace.AttributeChange;
import io.tarnfs.model.namespace.Caller;
import io.tarnfs.model.namespace.Command;
import io.tarnfs.model.namespace.CommandHeader;
import io.tarnfs.model.namespace.CommandKey;
import io.tarnfs.model.namespace.DirectoryEntry;
import io.tarnfs.model.namespace.FileType;
import io.tarnfs.model.namespace.FsError;
import io.tarnfs.model.namespace.Name;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.model.namespace.Query;
import io.tarnfs.model.namespace.Result;
import io.tarnfs.model.volume.VolumeUsage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class MetadataEngineTest {
    private static final EngineSettings QUIET = new EngineSettings(64, 16, 1_000, 1_000, false);
    private static final EngineSettings RECLAIMING = new EngineSettings(64, 16, 1_000, 1_000, true);

    private final ManualTime time = new ManualTime();
    private final AtomicLong usable = new AtomicLong(Long.MAX_VALUE);
    private final MemoryStateStore store = new MemoryStateStore();
    private final MemoryMetadataLog log = new MemoryMetadataLog();

    private MetadataEngine open(MemoryStateStore from, EngineSettings settings) throws IOException {
        Surroundings surroundings = new Surroundings(time, new SplittableRandom(1), usable::get, Metrics.none());
        return MetadataEngine.open(from, log, surroundings, settings);
    }

    @Test
    void belowTheSpaceReserveOnlyWhatFreesSpaceIsAccepted() throws Exception {
        try (MetadataEngine engine = open(store, QUIET)) {
            TestClient client = TestClient.onNewVolume(engine, "v");
            InodeId file = client.file(InodeId.ROOT, "f").inode();
            client.resize(file, 100);
            Sequence before = log.last();
            usable.set(10);
            assertEquals(FsError.NO_SPACE, TestClient.error(client.make(InodeId.ROOT, "g", FileType.REGULAR, 0644)));
            assertEquals(FsError.NO_SPACE, TestClient.error(client.set(file, AttributeChange.ofSize(200))));
            assertEquals(before, log.last(), "a refused command was logged");
            client.resize(file, 50);
            TestClient.value(client.unlink(InodeId.ROOT, "f"));
            client.drain();
            usable.set(Long.MAX_VALUE);
            client.file(InodeId.ROOT, "g");
        }
    }

    @Test
    void afterAnErrorOfTheLogNothingIsAnsweredButIO() throws Exception {
        try (MetadataEngine engine = open(store, QUIET)) {
            TestClient client = TestClient.onNewVolume(engine, "v");
            log.fail();
            Outcome<Result.Node> outcome = client.make(InodeId.ROOT, "f", FileType.REGULAR, 0644);
            assertEquals(FsError.IO, TestClient.error(outcome));
            assertTrue(engine.failed().orElse("").contains("append"), engine.failed()::toString);
            assertEquals(FsError.IO, TestClient.error(client.make(InodeId.ROOT, "g", FileType.REGULAR, 0644)));
            assertEquals(FsError.IO, TestClient.error(client.attributes(InodeId.ROOT)));
        }
    }

    @Test
    void aClosedEngineAnswersIO() throws Exception {
        MetadataEngine engine = open(store, QUIET);
        TestClient client = TestClient.onNewVolume(engine, "v");
        engine.close();
        assertEquals(FsError.IO, TestClient.error(client.make(InodeId.ROOT, "f", FileType.REGULAR, 0644)));
    }

    @Test
    void aCheckpointThatDoesNotFitTheLogIsRefused() throws Exception {
        try (MetadataEngine engine = open(store, QUIET)) {
            TestClient.onNewVolume(engine, "v");
        }
        log.release(log.last());
        assertThrows(IOException.class, () -> open(new MemoryStateStore(), QUIET));
    }

    @Test
    void theEngineFreesOrphansByItself() throws Exception {
        try (MetadataEngine engine = open(store, RECLAIMING)) {
            TestClient client = TestClient.onNewVolume(engine, "v");
            client.file(InodeId.ROOT, "f");
            TestClient.value(client.unlink(InodeId.ROOT, "f"));
            awaitUsage(client, new VolumeUsage(0, 1));
        }
    }

    @Test
    void whatWaitedToBeFreedBeforeARestartIsFreedAfterIt() throws Exception {
        MemoryStateStore found;
        TestClient client;
        try (MetadataEngine engine = open(store, QUIET)) {
            client = TestClient.onNewVolume(engine, "v");
            client.file(InodeId.ROOT, "f");
            TestClient.value(client.unlink(InodeId.ROOT, "f"));
            found = store.reopened();
        }
        try (MetadataEngine engine = open(found, RECLAIMING)) {
            awaitUsage(new TestClient(engine, client.info(), client.grant()), new VolumeUsage(0, 1));
        }
    }

    private static void awaitUsage(TestClient client, VolumeUsage expected) {
        Query.GetUsage query = new Query.GetUsage(client.volume());
        while (!TestClient.value(client.service().query(query)).equals(expected)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void anInterruptedCallerStillGetsTheOutcomeAndStaysInterrupted() throws Exception {
        try (MetadataEngine engine = open(store, QUIET)) {
            TestClient client = TestClient.onNewVolume(engine, "v");
            Thread.currentThread().interrupt();
            client.file(InodeId.ROOT, "f");
            assertTrue(Thread.interrupted(), "the interrupt was swallowed");
        }
    }

    @Test
    void confirmedResultsAreDroppedAndTheirCommandsRefused() throws Exception {
        try (MetadataEngine engine = open(store, QUIET)) {
            TestClient client = TestClient.onNewVolume(engine, "v");
            Command.ReportOpen first = report(client, 1, 0);
            TestClient.value(engine.execute(first));
            for (int number = 2; number < 500; number++) {
                TestClient.value(engine.execute(report(client, number, number)));
            }
            assertEquals(FsError.STALE, TestClient.error(engine.execute(first)));
            assertTrue(results(client) < 150, "results=" + results(client));
        }
    }

    @Test
    void aRequestOfTheKernelThatArrivesLateIsNotRefused() throws Exception {
        try (MetadataEngine engine = open(store, QUIET)) {
            TestClient client = TestClient.onNewVolume(engine, "v");
            for (int number = 100; number < 3_000; number += 2) {
                time.advanceNanos(10_000_000);
                TestClient.value(engine.execute(kernelReport(client, number)));
            }
            TestClient.value(engine.execute(kernelReport(client, 98)));
            for (int number = 3_000; number < 40_000; number += 2) {
                time.advanceNanos(10_000_000);
                TestClient.value(engine.execute(kernelReport(client, number)));
            }
            assertEquals(FsError.STALE, TestClient.error(engine.execute(kernelReport(client, 98))));
            assertTrue(results(client) < 5_000, "results=" + results(client));
        }
    }

    private static Command.ReportOpen report(TestClient client, long number, long confirmedBelow) {
        CommandHeader header = client.header(number);
        return new Command.ReportOpen(
                new CommandHeader(header.volume(), header.key(), confirmedBelow, Caller.ROOT), InodeId.ROOT, true);
    }

    private static Command.ReportOpen kernelReport(TestClient client, long number) {
        CommandKey own = client.header(number).key();
        CommandKey key = new CommandKey(own.session(), own.incarnation(), CommandKey.Origin.KERNEL, number, 0);
        CommandHeader header = new CommandHeader(client.volume(), key, number, Caller.ROOT);
        return new Command.ReportOpen(header, InodeId.ROOT, true);
    }

    private int results(TestClient client) {
        int[] count = new int[1];
        ResultKey from = new ResultKey(client.volume(), new SessionId(1), CommandKey.Origin.KERNEL, 0, 0, 0);
        try (StateView view = store.view()) {
            view.scan(StateMaps.RESULT, from, (_, _) -> {
                count[0]++;
                return true;
            });
        }
        return count[0];
    }

    @Test
    void unknownFieldsOfAnInodeSurviveAChange() throws Exception {
        VolumeId volume;
        TestClient client;
        Bytes unknown = Bytes.copyOf(new byte[] {9, 9, 9});
        InodeKey key;
        try (MetadataEngine engine = open(store, QUIET)) {
            client = TestClient.onNewVolume(engine, "v");
            volume = client.volume();
            key = new InodeKey(volume, client.file(InodeId.ROOT, "f").inode());
        }
        MemoryStateStore found = store.reopened();
        StateMap<InodeKey, InodeRecord> inodes = found.map(StateMaps.INODE);
        InodeRecord old = inodes.get(key);
        assertTrue(old != null);
        inodes.put(key, new InodeRecord(old.attributes(), old.target(), old.upkeep(), old.lineage(), unknown));
        try (MetadataEngine engine = open(found, QUIET)) {
            TestClient again = new TestClient(engine, client.info(), client.grant());
            again.skipTo(1_000);
            TestClient.value(again.set(key.inode(), AttributeChange.ofPermissions(0600)));
            try (StateView view = found.view()) {
                InodeRecord changed = view.get(StateMaps.INODE, key);
                assertTrue(changed != null && changed.tail().equals(unknown), "the unknown fields were lost");
            }
        }
    }

    @Test
    void entriesOfEqualHashAreNeverSplitOverTwoPages() throws Exception {
        TestClient client;
        try (MetadataEngine engine = open(store, QUIET)) {
            client = TestClient.onNewVolume(engine, "v");
            client.file(InodeId.ROOT, "f");
        }
        MemoryStateStore found = store.reopened();
        StateMap<DentryKey, DentryRecord> dentries = found.map(StateMaps.DENTRY);
        for (int i = 0; i < 9; i++) {
            DentryKey key = new DentryKey(client.volume(), InodeId.ROOT, i / 3, Name.of("x" + i));
            dentries.put(key, DentryRecord.of(InodeId.ROOT, FileType.DIRECTORY));
        }
        try (MetadataEngine engine = open(found, QUIET)) {
            List<Integer> sizes = new ArrayList<>();
            long after = -1;
            boolean end = false;
            while (!end) {
                Query.DirectoryPage page = TestClient.value(
                        engine.query(new Query.ListDirectory(client.volume(), InodeId.ROOT, after, 2, false)));
                sizes.add(page.entries().size());
                after = page.entries().stream()
                        .mapToLong(DirectoryEntry::cookie)
                        .max()
                        .orElse(after);
                end = page.end();
            }
            assertEquals(List.of(3, 3, 3, 1), sizes);
        }
    }
}
