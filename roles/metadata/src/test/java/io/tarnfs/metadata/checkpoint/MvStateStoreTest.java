// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.linux.durable.DurableFile;
import io.tarnfs.linux.durable.DurableFolder;
import io.tarnfs.linux.durable.PowerLossFolder;
import io.tarnfs.linux.durable.Step;
import io.tarnfs.metadata.commandlog.OnCallersThread;
import io.tarnfs.model.identity.Sequence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class MvStateStoreTest extends StateStoreContract {
    private static final long SLACK_BYTES = 64 << 10;
    private static final StateSettings SMALL_PAGES = new StateSettings(1, 512, 1, SLACK_BYTES);

    private PowerLossFolder folder = new PowerLossFolder();

    @Override
    StateStore empty() throws IOException {
        folder = new PowerLossFolder();
        return open(folder);
    }

    @Override
    StateStore restarted(StateStore store) throws IOException {
        store.close();
        folder = folder.crash(new SplittableRandom(9));
        return open(folder);
    }

    private static MvStateStore open(DurableFolder folder) throws IOException {
        return MvStateStore.open(folder, SMALL_PAGES, new OnCallersThread());
    }

    private static Model filled(MvStateStore store, int commands) throws IOException {
        Model model = new Model(commands);
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < commands; i++) {
            model.command(store, random);
            store.publish(new Sequence(model.count()));
            if (i % 100 == 99) {
                store.checkpoint();
            }
        }
        return model;
    }

    @Test
    void aViewOfAMapThatTheWriterHasNotOpenedIsADefect() throws IOException {
        MvStateStore store = open(folder);
        filled(store, 100);
        store.close();
        try (MvStateStore again = open(folder);
                StateView view = again.view()) {
            assertThrows(IllegalStateException.class, () -> view.get(Kinds.TEXTS, 1L));
        }
    }

    @Test
    void aClosedViewIsADefect() throws IOException {
        try (MvStateStore store = open(folder)) {
            StateView view = store.view();
            view.close();
            view.close();
            assertThrows(IllegalStateException.class, () -> view.get(Kinds.TEXTS, 1L));
        }
    }

    @Test
    void aCheckpointWithinACommandIsADefect() throws IOException {
        MvStateStore store = open(folder);
        Model model = filled(store, 200);
        store.map(Kinds.TEXTS).put(5L, "half done");
        assertThrows(IllegalStateException.class, store::checkpoint);
        store.close();
        try (MvStateStore again = open(folder)) {
            assertEquals(200, again.checkpointed().value());
            model.assertSame(again);
        }
    }

    @Test
    void aCheckpointOfNothingNewWritesNothing() throws IOException {
        try (MvStateStore store = open(folder)) {
            filled(store, 100);
            assertEquals(100, store.checkpoint().value());
            long steps = folder.steps();
            assertEquals(100, store.checkpoint().value());
            assertEquals(steps, folder.steps());
        }
    }

    @Test
    void aFlippedBitInTheStateFileIsNeverServed() throws IOException {
        MvStateStore filled = open(folder);
        Model model = filled(filled, 500);
        filled.close();
        long size;
        try (DurableFile file = folder.openForRead(BlockFile.FILE)) {
            size = file.size();
        }
        SplittableRandom random = new SplittableRandom(11);
        int refused = 0;
        int right = 0;
        for (int i = 0; i < 400; i++) {
            PowerLossFolder copy = copy(folder);
            copy.damage(BlockFile.FILE, random.nextLong(size), 1 << random.nextInt(8));
            try (MvStateStore store = open(copy)) {
                model.assertSame(store);
                store.publish(new Sequence(model.count()));
                try (StateView view = store.view()) {
                    model.assertSame(view);
                }
                right++;
            } catch (DamagedCheckpointException | UncheckedIOException e) {
                refused++;
            } catch (IOException e) {
                // The last checkpoint, refused since a read found the damage.
                assertTrue(String.valueOf(e.getMessage()).contains("earlier error"), e::toString);
                refused++;
            }
        }
        assertTrue(refused > 50 && right > 5, "refused=" + refused + " right=" + right);
    }

    @Test
    void aFlippedBitInTheMarkIsRefused() throws IOException {
        MvStateStore filled = open(folder);
        filled(filled, 100);
        filled.close();
        for (int at = 0; at < CheckpointMark.BYTES; at++) {
            PowerLossFolder copy = copy(folder);
            copy.damage(CheckpointMark.FILE, at, 1 << (at % 8));
            IOException e = assertThrows(IOException.class, () -> open(copy));
            assertTrue(e instanceof DamagedCheckpointException || e instanceof NewerCheckpointException, e::toString);
        }
    }

    @Test
    void newerFormatsAreRefusedByName() throws IOException {
        open(folder).close();
        PowerLossFolder newerMark = copy(folder);
        newerMark.damage(CheckpointMark.FILE, 11, 8);
        NewerCheckpointException e = assertThrows(NewerCheckpointException.class, () -> open(newerMark));
        assertTrue(String.valueOf(e.getMessage()).contains("formatVersion=9 newestKnown=1"), e::toString);
        PowerLossFolder newerState = copy(folder);
        newerState.damage(BlockFile.FILE, 11, 8);
        assertThrows(NewerCheckpointException.class, () -> open(newerState));
    }

    @Test
    void aMissingFileIsRefused() throws IOException {
        MvStateStore filled = open(folder);
        filled(filled, 200);
        filled.close();
        PowerLossFolder noMark = copy(folder);
        noMark.delete(CheckpointMark.FILE);
        assertThrows(DamagedCheckpointException.class, () -> open(noMark));
        PowerLossFolder noState = copy(folder);
        noState.delete(BlockFile.FILE);
        assertThrows(DamagedCheckpointException.class, () -> open(noState));
        PowerLossFolder cut = copy(folder);
        try (DurableFile file = cut.open(BlockFile.FILE)) {
            file.truncate(file.size() / 2);
        }
        assertThrows(DamagedCheckpointException.class, () -> scanAll(cut));
        PowerLossFolder mixed = copy(folder);
        PowerLossFolder other = new PowerLossFolder();
        open(other).close();
        mixed.delete(CheckpointMark.FILE);
        copyFile(other, mixed, CheckpointMark.FILE);
        assertThrows(DamagedCheckpointException.class, () -> open(mixed));
    }

    private static void scanAll(DurableFolder folder) throws IOException {
        try (MvStateStore store = open(folder)) {
            store.map(Kinds.TEXTS).scan(Long.MIN_VALUE, (_, _) -> true);
            store.map(Kinds.ENTRIES).scan(new Kinds.Entry(0, Long.MIN_VALUE, ""), (_, _) -> true);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static PowerLossFolder copy(PowerLossFolder from) throws IOException {
        PowerLossFolder copy = new PowerLossFolder();
        for (String name : from.list()) {
            copyFile(from, copy, name);
        }
        return copy;
    }

    private static void copyFile(DurableFolder from, DurableFolder to, String name) throws IOException {
        try (DurableFile source = from.openForRead(name);
                DurableFile target = to.create(name)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) source.size());
            source.read(bytes, 0);
            target.write(bytes.flip(), 0);
            target.sync();
        }
    }

    @Test
    void theFirstFailedSyncEndsAllCheckpoints() throws IOException {
        MvStateStore store = open(folder);
        Model model = filled(store, 200);
        store.map(Kinds.TEXTS).put(-5L, "lost");
        store.publish(new Sequence(201));
        folder.failAt(Step.SYNC, 0);
        store.checkpoint();
        store.publish(new Sequence(202));
        assertThrows(IOException.class, store::checkpoint);
        assertThrows(IOException.class, store::checkpoint);
        assertThrows(IOException.class, store::compactSlice);
        assertEquals(200, store.durable().value());
        assertThrows(IOException.class, store::close);
        try (MvStateStore again = open(folder.crash(new SplittableRandom(1)))) {
            assertEquals(200, again.checkpointed().value());
            model.assertSame(again);
        }
    }

    /// The process ends between the rename of the mark and the sync of the folder, and the machine soon
    /// after the restart that saw the new name.
    @Test
    void aCheckpointThatARestartFoundSurvivesAPowerCut() throws IOException {
        for (int seed = 0; seed < 50; seed++) {
            PowerLossFolder disk = new PowerLossFolder();
            MvStateStore killed = open(disk);
            filled(killed, 100);
            killed.map(Kinds.TEXTS).put(-5L, "more");
            killed.publish(new Sequence(101));
            disk.failAt(Step.SYNC, 2);
            killed.checkpoint();
            long found;
            MvStateStore restarted = open(disk);
            found = restarted.checkpointed().value();
            assertEquals(101, found);
            try (MvStateStore again = open(disk.crash(new SplittableRandom(seed)))) {
                assertEquals(found, again.checkpointed().value());
            }
        }
    }

    @Test
    void manyChangedPagesAskForACheckpoint() throws IOException {
        try (MvStateStore store = open(folder)) {
            assertFalse(store.wantsCheckpoint());
            for (long key = 0; key < 20_000; key++) {
                store.map(Kinds.TEXTS).put(key, "x".repeat(100));
            }
            assertTrue(store.wantsCheckpoint());
            store.publish(new Sequence(1));
            assertTrue(store.wantsCheckpoint());
            store.checkpoint();
            assertFalse(store.wantsCheckpoint());
        }
    }

    @Test
    void aFullDiskEndsAllCheckpointsAndKeepsTheLast() throws IOException {
        MvStateStore store = open(folder);
        Model model = filled(store, 300);
        folder.budget(1);
        for (long key = 0; key < 300; key++) {
            store.map(Kinds.TEXTS).put(key, "x".repeat(1000));
        }
        store.publish(new Sequence(301));
        IOException full = assertThrows(IOException.class, store::checkpoint);
        assertThrows(IOException.class, store::checkpoint);
        try (StateView view = store.view()) {
            UncheckedIOException read = assertThrows(
                    UncheckedIOException.class,
                    () -> view.scan(Kinds.ENTRIES, new Kinds.Entry(0, 0, ""), (_, _) -> true));
            assertEquals(full, read.getCause(), "the first error is told");
        }
        assertThrows(IOException.class, store::close);
        try (MvStateStore again = open(folder.crash(new SplittableRandom(1)))) {
            assertEquals(300, again.checkpointed().value());
            model.assertSame(again);
        }
    }

    @Test
    void startingManyTimesNeitherLosesNorGrows() throws IOException {
        Model model = new Model(300);
        SplittableRandom random = new SplittableRandom(5);
        for (int start = 0; start < 300; start++) {
            try (MvStateStore store = open(folder)) {
                assertEquals(model.count(), store.checkpointed().value());
                model.assertSame(store);
                for (int i = 0; i < 10; i++) {
                    model.command(store, random);
                    store.publish(new Sequence(model.count()));
                }
                store.compactSlice();
                long size = store.fileBytes();
                assertTrue(size < 10 * SLACK_BYTES, () -> "fileBytes=" + size);
            }
            folder = folder.crash(random);
        }
    }

    @Test
    void compactionBringsAFileOfReplacedPagesBack() throws IOException {
        try (MvStateStore store = open(folder)) {
            Model model = new Model(4_000);
            SplittableRandom random = new SplittableRandom(6);
            StateView pinned = store.view();
            for (int i = 0; i < 6_000; i++) {
                model.command(store, random);
                store.publish(new Sequence(model.count()));
                if (i % 50 == 0) {
                    store.checkpoint();
                }
            }
            long grown = store.fileBytes();
            assertTrue(grown > 5_000_000, () -> "fileBytes=" + grown);
            pinned.close();
            for (int slice = 0; slice < 100; slice++) {
                store.compactSlice();
                model.command(store, random);
                store.publish(new Sequence(model.count()));
                store.checkpoint();
            }
            long compacted = store.fileBytes();
            assertTrue(compacted < 2_500_000, () -> "grown=" + grown + " compacted=" + compacted);
            model.assertSame(store);
        }
    }
}
