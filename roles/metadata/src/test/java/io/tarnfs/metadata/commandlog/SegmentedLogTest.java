// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.commandlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.linux.durable.DurableFile;
import io.tarnfs.linux.durable.DurableFolder;
import io.tarnfs.linux.durable.PowerLossFolder;
import io.tarnfs.linux.durable.Step;
import io.tarnfs.model.identity.Sequence;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SegmentedLogTest {
    private static final long SEGMENT_BYTES = 8 << 10;
    private static final Entries ENTRIES = new Entries(7, 200);

    private static SegmentedLog started(DurableFolder folder, long applied) throws IOException {
        SegmentedLog log = Entries.open(folder, SEGMENT_BYTES);
        ENTRIES.recover(log, applied);
        return log;
    }

    private static void append(SegmentedLog log, int batches, int entriesEach) throws IOException {
        for (int i = 0; i < batches; i++) {
            long first = log.last().value() + 1;
            log.append(new Sequence(first), ENTRIES.batch(first, entriesEach));
        }
    }

    private static void assertSays(String words, Exception e) {
        assertTrue(String.valueOf(e.getMessage()).contains(words), () -> String.valueOf(e.getMessage()));
    }

    private static List<String> segments(DurableFolder folder) throws IOException {
        return folder.list().stream()
                .filter(name -> name.startsWith("segment-"))
                .toList();
    }

    @Test
    void anEmptyFolderHoldsNoEntries() throws IOException {
        try (SegmentedLog log = started(new PowerLossFolder(), 0)) {
            assertEquals(0, log.last().value());
        }
    }

    @Test
    void replayBeginsBehindTheCheckpoint() throws IOException {
        PowerLossFolder folder = new PowerLossFolder();
        try (SegmentedLog log = started(folder, 0)) {
            append(log, 50, 5);
        }
        for (long applied = 0; applied <= 250; applied += 25) {
            try (SegmentedLog log = started(folder, applied)) {
                assertEquals(250, log.last().value());
            }
        }
    }

    @Test
    void aBatchLargerThanASegmentIsOneWholeBatch() throws IOException {
        PowerLossFolder folder = new PowerLossFolder();
        try (SegmentedLog log = started(folder, 0)) {
            append(log, 1, 3);
            append(log, 1, 500);
            append(log, 3, 3);
        }
        try (SegmentedLog log = started(folder.crash(new SplittableRandom(1)), 0)) {
            assertEquals(512, log.last().value());
        }
    }

    @Test
    void anEntryLargerThanASegmentFits() throws IOException {
        Entries large = new Entries(3, 100_000);
        PowerLossFolder folder = new PowerLossFolder();
        try (SegmentedLog log = Entries.open(folder, SEGMENT_BYTES)) {
            large.recover(log, 0);
            for (long first = 1; first < 20; first += 2) {
                log.append(new Sequence(first), large.batch(first, 2));
            }
        }
        try (SegmentedLog log = Entries.open(folder, SEGMENT_BYTES)) {
            assertEquals(20, large.recover(log, 0));
        }
    }

    @Test
    void everyStartOpensANewSegment() throws IOException {
        PowerLossFolder folder = new PowerLossFolder();
        for (int start = 1; start <= 5; start++) {
            try (SegmentedLog log = started(folder, 0)) {
                assertEquals(start, segments(folder).size());
                append(log, 2, 1);
            }
        }
    }

    @Test
    void startsThatAppendNothingLeaveNoSegmentsBehind() throws IOException {
        PowerLossFolder folder = new PowerLossFolder();
        try (SegmentedLog log = started(folder, 0)) {
            append(log, 3, 2);
        }
        for (int start = 0; start < 5; start++) {
            started(folder, 0).close();
            assertEquals(2, segments(folder).size());
        }
    }

    @Test
    void releaseDeletesWholeSegmentsBelowOnly() throws IOException {
        PowerLossFolder folder = new PowerLossFolder();
        try (SegmentedLog log = started(folder, 0)) {
            append(log, 200, 3);
            int before = segments(folder).size();
            assertTrue(before > 5, () -> "segments=" + before);
            log.release(new Sequence(0));
            assertEquals(before, segments(folder).size());
            log.release(new Sequence(300));
            int after = segments(folder).size();
            assertTrue(after < before && after > 1, () -> "segments=" + after);
        }
        try (SegmentedLog log = started(folder.crash(new SplittableRandom(5)), 300)) {
            assertEquals(600, log.last().value());
            log.release(new Sequence(600));
            append(log, 1, 1);
        }
    }

    @Test
    void releasingEverythingKeepsTheActiveSegment() throws IOException {
        PowerLossFolder folder = new PowerLossFolder();
        try (SegmentedLog log = started(folder, 0)) {
            append(log, 100, 3);
            log.release(new Sequence(300));
            assertEquals(1, segments(folder).size());
            append(log, 1, 1);
        }
        try (SegmentedLog log = started(folder, 300)) {
            assertEquals(301, log.last().value());
        }
    }

    @Test
    void aCheckpointThatTheLogNoLongerReachesIsRefused() throws IOException {
        PowerLossFolder folder = new PowerLossFolder();
        try (SegmentedLog log = started(folder, 0)) {
            append(log, 200, 3);
            log.release(new Sequence(300));
        }
        SegmentedLog log = Entries.open(folder, SEGMENT_BYTES);
        DamagedLogException e = assertThrows(DamagedLogException.class, () -> log.recover(Sequence.NONE, (_, _) -> {}));
        assertSays("the oldest", e);
    }

    @Test
    void aLogThatEndsBeforeTheCheckpointIsRefused() throws IOException {
        PowerLossFolder folder = new PowerLossFolder();
        try (SegmentedLog log = started(folder, 0)) {
            append(log, 5, 1);
        }
        SegmentedLog ends = Entries.open(folder, SEGMENT_BYTES);
        assertThrows(DamagedLogException.class, () -> ends.recover(new Sequence(6), (_, _) -> {}));
        SegmentedLog none = Entries.open(new PowerLossFolder(), SEGMENT_BYTES);
        DamagedLogException e =
                assertThrows(DamagedLogException.class, () -> none.recover(new Sequence(6), (_, _) -> {}));
        assertSays("no segment", e);
    }

    @Test
    void aMissingSegmentInTheMiddleIsRefused() throws IOException {
        PowerLossFolder folder = new PowerLossFolder();
        try (SegmentedLog log = started(folder, 0)) {
            append(log, 200, 3);
        }
        folder.delete(segments(folder).get(2));
        SegmentedLog log = Entries.open(folder, SEGMENT_BYTES);
        assertThrows(DamagedLogException.class, () -> log.recover(Sequence.NONE, (_, _) -> {}));
    }

    @Test
    void aSegmentThatWasCutShortIsRefused() throws IOException {
        PowerLossFolder folder = new PowerLossFolder();
        try (SegmentedLog log = started(folder, 0)) {
            append(log, 5, 3);
        }
        String name = segments(folder).getLast();
        try (DurableFile file = folder.open(name)) {
            file.truncate(1024);
        }
        SegmentedLog log = Entries.open(folder, SEGMENT_BYTES);
        DamagedLogException e = assertThrows(DamagedLogException.class, () -> log.recover(Sequence.NONE, (_, _) -> {}));
        assertEquals(name, e.file());
        assertEquals(1024, e.offset());
    }

    @Test
    void aSegmentUnderTheNameOfAnotherIsRefused() throws IOException {
        PowerLossFolder folder = new PowerLossFolder();
        try (SegmentedLog log = started(folder, 0)) {
            append(log, 5, 3);
        }
        folder.rename(segments(folder).getLast(), "segment-0000000000000009");
        SegmentedLog log = Entries.open(folder, SEGMENT_BYTES);
        assertThrows(DamagedLogException.class, () -> log.recover(Sequence.NONE, (_, _) -> {}));
    }

    @Test
    void aNewerFormatIsRefusedByName() throws IOException {
        PowerLossFolder folder = new PowerLossFolder();
        try (SegmentedLog log = started(folder, 0)) {
            append(log, 5, 3);
        }
        String name = segments(folder).getLast();
        folder.damage(name, 11, SegmentHeader.VERSION ^ 9);
        SegmentedLog log = Entries.open(folder, SEGMENT_BYTES);
        NewerLogException e = assertThrows(NewerLogException.class, () -> log.recover(Sequence.NONE, (_, _) -> {}));
        assertSays("formatVersion=9 newestKnown=1", e);
        assertSays(name, e);
    }

    /// Every byte of a small log, one flipped bit each.
    @Test
    void aDamagedByteIsRefusedOrWithinTheLastBatchDropped() throws IOException {
        PowerLossFolder folder = new PowerLossFolder();
        try (SegmentedLog log = Entries.open(folder, SegmentedLog.SEGMENT_BYTES_MIN)) {
            ENTRIES.recover(log, 0);
            append(log, 3, 3);
        }
        try (SegmentedLog log = Entries.open(folder, SegmentedLog.SEGMENT_BYTES_MIN)) {
            ENTRIES.recover(log, 0);
            append(log, 12, 3);
        }
        long all = 45;
        long lastBatch = 3;
        SplittableRandom random = new SplittableRandom(1);
        int refused = 0;
        int dropped = 0;
        List<String> names = segments(folder);
        for (String name : names) {
            long size;
            try (DurableFile file = folder.openForRead(name)) {
                size = file.size();
            }
            for (long at = 0; at < size; at++) {
                int mask = 1 << random.nextInt(8);
                folder.damage(name, at, mask);
                PowerLossFolder found = copy(folder);
                try (SegmentedLog log = Entries.open(found, SegmentedLog.SEGMENT_BYTES_MIN)) {
                    long last = ENTRIES.recover(log, 0);
                    assertTrue(last >= all - lastBatch, "file=" + name + " at=" + at + " last=" + last);
                    dropped += last < all ? 1 : 0;
                } catch (DamagedLogException | NewerLogException e) {
                    refused++;
                }
                folder.damage(name, at, mask);
            }
        }
        assertTrue(refused > 0 && dropped > 0, "refused=" + refused + " dropped=" + dropped);
    }

    private static PowerLossFolder copy(PowerLossFolder folder) throws IOException {
        PowerLossFolder copy = new PowerLossFolder();
        for (String name : folder.list()) {
            try (DurableFile from = folder.openForRead(name);
                    DurableFile to = copy.create(name)) {
                ByteBuffer bytes = ByteBuffer.allocate((int) from.size());
                from.read(bytes, 0);
                to.write(bytes.flip(), 0);
            }
        }
        return copy;
    }

    @Test
    void theFirstFailedSyncIsFinal() throws IOException {
        PowerLossFolder folder = new PowerLossFolder();
        SegmentedLog log = started(folder, 0);
        append(log, 3, 1);
        folder.failAt(Step.SYNC, 0);
        assertThrows(IOException.class, () -> append(log, 1, 2));
        IOException again = assertThrows(IOException.class, () -> append(log, 1, 2));
        assertSays("earlier error", again);
        assertThrows(IOException.class, () -> log.release(new Sequence(1)));
        assertEquals(3, log.last().value());
        log.close();
    }

    /// The page cache holds the batch whose sync failed, and says that it is clean. A restart without a
    /// power cut reads it from there; what it then replays must be on the disk.
    @Test
    void whatARestartFindsAfterAFailedSyncSurvivesAPowerCut() throws IOException {
        for (int seed = 0; seed < 100; seed++) {
            PowerLossFolder folder = new PowerLossFolder();
            SegmentedLog log = started(folder, 0);
            append(log, 3, 1);
            folder.failAt(Step.SYNC, 0);
            assertThrows(IOException.class, () -> append(log, 1, 2));
            long replayed;
            try (SegmentedLog restarted = started(folder, 0)) {
                replayed = restarted.last().value();
                assertEquals(5, replayed, "the page cache has them");
            }
            try (SegmentedLog found = started(folder.crash(new SplittableRandom(seed)), 0)) {
                assertEquals(replayed, found.last().value());
            }
        }
    }

    @Test
    void theFirstFailedWriteIsFinal() throws IOException {
        PowerLossFolder folder = new PowerLossFolder();
        SegmentedLog log = started(folder, 0);
        folder.failAt(Step.WRITE, 0);
        assertThrows(IOException.class, () -> append(log, 1, 2));
        assertThrows(IOException.class, () -> append(log, 1, 2));
        log.close();
        try (SegmentedLog restarted = started(folder, 0)) {
            assertEquals(0, restarted.last().value());
        }
    }

    @Test
    void aFullDiskIsForeseenAndAStartStillSucceeds() throws IOException {
        PowerLossFolder folder = new PowerLossFolder();
        folder.budget(6 * SEGMENT_BYTES);
        SegmentedLog log = started(folder, 0);
        long acknowledged = 0;
        long batch = 3 * 240;
        while (log.usableBytes() > 2 * batch + SEGMENT_BYTES / 2) {
            append(log, 1, 3);
            acknowledged += 3;
        }
        assertTrue(acknowledged > 100, "acknowledged=" + acknowledged);
        log.close();
        for (int start = 0; start < 10; start++) {
            try (SegmentedLog restarted = started(folder, 0)) {
                assertEquals(acknowledged, restarted.last().value());
            }
        }
        try (SegmentedLog restarted = started(folder, 0)) {
            restarted.release(new Sequence(acknowledged));
            assertTrue(restarted.usableBytes() > SEGMENT_BYTES, () -> "segments deleted, room is back");
            append(restarted, 10, 3);
        }
    }

    @Test
    void appendsOutOfOrderAreADefectOfTheCaller() throws IOException {
        try (SegmentedLog log = started(new PowerLossFolder(), 0)) {
            assertThrows(IllegalStateException.class, () -> log.append(new Sequence(2), ENTRIES.batch(2, 1)));
            assertThrows(IllegalArgumentException.class, () -> log.append(new Sequence(1), List.of()));
            assertThrows(
                    IllegalArgumentException.class, () -> log.append(new Sequence(1), List.of(ByteBuffer.allocate(0))));
            assertThrows(IllegalStateException.class, () -> log.recover(Sequence.NONE, (_, _) -> {}));
            append(log, 1, 1);
        }
        SegmentedLog unrecovered = Entries.open(new PowerLossFolder(), SEGMENT_BYTES);
        assertThrows(IllegalStateException.class, () -> append(unrecovered, 1, 1));
    }

    @Test
    void entriesKeepTheirPositions() throws IOException {
        try (SegmentedLog log = started(new PowerLossFolder(), 0)) {
            List<ByteBuffer> batch = ENTRIES.batch(1, 3);
            log.append(new Sequence(1), batch);
            assertEquals(ENTRIES.batch(1, 3), batch);
        }
    }

    @Test
    void bytesOfAClientThatLookLikeAFrameAreNone() throws IOException {
        PowerLossFolder folder = new PowerLossFolder();
        byte[] segment;
        try (SegmentedLog log = started(folder, 0)) {
            append(log, 1, 2);
            try (DurableFile file = folder.openForRead(segments(folder).getLast())) {
                ByteBuffer bytes = ByteBuffer.allocate(600);
                file.read(bytes, SegmentHeader.BYTES);
                segment = bytes.array();
            }
        }
        PowerLossFolder other = new PowerLossFolder();
        try (SegmentedLog log = Entries.open(other, SEGMENT_BYTES)) {
            log.recover(Sequence.NONE, (_, _) -> {});
            log.append(new Sequence(1), List.of(ByteBuffer.wrap(segment)));
        }
        // Its frame unreadable, a search would come upon the bytes inside.
        other.damage(segments(other).getLast(), SegmentHeader.BYTES + 9, 1);
        try (SegmentedLog log = Entries.open(other, SEGMENT_BYTES)) {
            log.recover(Sequence.NONE, (_, _) -> {});
            assertEquals(0, log.last().value());
        }
        assertFalse(segments(other).isEmpty());
    }

    @Test
    void segmentsAreMadeAheadOnAThreadOfTheirOwn() throws IOException {
        PowerLossFolder folder = new PowerLossFolder();
        try (SegmentedLog log = SegmentedLog.open(folder, SEGMENT_BYTES)) {
            ENTRIES.recover(log, 0);
            append(log, 300, 3);
        }
        try (SegmentedLog log = SegmentedLog.open(folder.crash(new SplittableRandom(2)), SEGMENT_BYTES)) {
            ENTRIES.recover(log, 0);
            assertEquals(900, log.last().value());
        }
    }
}
