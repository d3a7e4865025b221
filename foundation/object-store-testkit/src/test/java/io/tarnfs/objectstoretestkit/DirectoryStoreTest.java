// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.objectstoretestkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.linux.durable.LocalFolder;
import io.tarnfs.objectstore.DirectoryStore;
import io.tarnfs.objectstore.Grant;
import io.tarnfs.objectstore.HeadAnswer;
import io.tarnfs.objectstore.KeyPrefix;
import io.tarnfs.objectstore.PutAnswer;
import io.tarnfs.objectstore.StoreException;
import io.tarnfs.objectstore.StoreKey;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the contract suite cannot see: what lies in the directory, the order of syncs, and trouble of
/// the disk.
final class DirectoryStoreTest {
    private static final StoreKey KEY = new StoreKey("prefix/v/7f/object-1");

    private final ScratchFolder scratch = new ScratchFolder();
    private final Arena arena = Arena.ofShared();
    private final List<MemorySegment> content = List.of(arena.allocate(10_000).fill((byte) 7));

    @AfterEach
    void cleanUp() throws IOException {
        arena.close();
        scratch.delete();
    }

    @Test
    void theKeyIsThePathOfTheFileAndNothingElseLiesThere() throws IOException {
        try (DirectoryStore store = open(LocalFolder.at(scratch.path()), 1)) {
            store.put(Grant.WHOLE_STORE, KEY, content);
            store.put(Grant.WHOLE_STORE, KEY, content);
        }
        assertEquals(List.of("prefix/v/7f/object-1"), filesIn(scratch.path()));
    }

    @Test
    void staleTemporariesOfOtherOpeningsAreSweptAndObjectsAreNot() throws IOException {
        LocalFolder root = LocalFolder.at(scratch.path());
        try (DirectoryStore store = open(root, 1)) {
            store.put(Grant.WHOLE_STORE, KEY, content);
        }
        Path folder = scratch.path().resolve("prefix/v/7f");
        Files.writeString(folder.resolve(".tmp-0123456789abcdef-0"), "torn");
        Files.writeString(scratch.path().resolve(".tmp-0123456789abcdef-1"), "torn");
        try (DirectoryStore store = open(root, 2)) {
            assertEquals(0, store.sweepTemporaries());
        }
        assertEquals(List.of("prefix/v/7f/object-1"), filesIn(scratch.path()));
    }

    @Test
    void foreignFilesInTheDirectoryAreNotListed() throws IOException {
        try (DirectoryStore store = open(LocalFolder.at(scratch.path()), 1)) {
            store.put(Grant.WHOLE_STORE, KEY, content);
            Files.writeString(scratch.path().resolve("READ ME.txt"), "hello");
            Files.writeString(scratch.path().resolve(".hidden"), "hello");
            assertEquals(
                    1,
                    store.list(Grant.WHOLE_STORE, KeyPrefix.EVERYTHING, Optional.empty(), 10)
                            .objects()
                            .size());
        }
    }

    @Test
    void everyNewFolderAndTheFileAreSyncedBeforeStoredIsAnswered() throws IOException {
        RecordingFolder root = RecordingFolder.in(LocalFolder.at(scratch.path()));
        try (DirectoryStore store = open(root, 1)) {
            root.log().clear();
            assertEquals(PutAnswer.STORED, store.put(Grant.WHOLE_STORE, KEY, content));
        }
        List<String> expected = List.of(
                "folder prefix",
                "sync .",
                "folder prefix/v",
                "sync prefix",
                "folder prefix/v/7f",
                "sync prefix/v",
                "create prefix/v/7f/TEMPORARY",
                "write prefix/v/7f/TEMPORARY",
                "sync prefix/v/7f/TEMPORARY",
                "rename prefix/v/7f/TEMPORARY prefix/v/7f/object-1",
                "sync prefix/v/7f");
        assertEquals(expected, root.log());
    }

    @Test
    void aFolderFoundFromAnEarlierProcessIsMadeDurableOnceMore() throws IOException {
        try (DirectoryStore store = open(LocalFolder.at(scratch.path()), 1)) {
            store.put(Grant.WHOLE_STORE, KEY, content);
        }
        RecordingFolder root = RecordingFolder.in(LocalFolder.at(scratch.path()));
        try (DirectoryStore store = open(root, 2)) {
            root.log().clear();
            store.put(Grant.WHOLE_STORE, new StoreKey("prefix/v/7f/object-2"), content);
            assertTrue(root.log().containsAll(List.of("sync .", "sync prefix", "sync prefix/v")), root.log()::toString);
            root.log().clear();
            store.put(Grant.WHOLE_STORE, new StoreKey("prefix/v/7f/object-3"), content);
            assertFalse(root.log().contains("sync prefix/v"), root.log()::toString);
        }
    }

    @Test
    void existsIsAnsweredOnlyAfterTheFolderWasSynced() throws IOException {
        RecordingFolder root = RecordingFolder.in(LocalFolder.at(scratch.path()));
        try (DirectoryStore store = open(root, 1)) {
            store.put(Grant.WHOLE_STORE, KEY, content);
            root.log().clear();
            assertEquals(PutAnswer.EXISTS, store.put(Grant.WHOLE_STORE, KEY, content));
            assertEquals(List.of("sync prefix/v/7f"), root.log());
        }
    }

    @Test
    void aFolderWhoseSyncFailedTakesNoMorePutsUntilReopened() throws IOException {
        RecordingFolder root = RecordingFolder.in(LocalFolder.at(scratch.path()));
        try (DirectoryStore store = open(root, 1)) {
            store.put(Grant.WHOLE_STORE, KEY, content);
            root.failOnce("sync prefix/v/7f", "Input/output error");
            StoreKey second = new StoreKey("prefix/v/7f/object-2");
            assertEquals(
                    StoreException.Kind.UNAVAILABLE, putFails(store, second).kind());
            assertEquals(
                    StoreException.Kind.UNAVAILABLE, putFails(store, second).kind());
            StoreKey elsewhere = new StoreKey("prefix/v/80/object-2");
            assertEquals(PutAnswer.STORED, store.put(Grant.WHOLE_STORE, elsewhere, content));
        }
        try (DirectoryStore store = open(root, 2)) {
            StoreKey third = new StoreKey("prefix/v/7f/object-3");
            assertEquals(PutAnswer.STORED, store.put(Grant.WHOLE_STORE, third, content));
        }
    }

    @Test
    void aFullDiskIsKindFullAndLeavesNothingBehind() throws IOException {
        RecordingFolder root = RecordingFolder.in(LocalFolder.at(scratch.path()));
        try (DirectoryStore store = open(root, 1)) {
            for (String where : List.of("create", "write", "sync prefix/v/7f/TEMPORARY", "rename")) {
                root.failOnce(where, "No space left on device");
                StoreException full = putFails(store, KEY);
                assertEquals(StoreException.Kind.FULL, full.kind(), where);
                assertEquals(KEY.value(), full.location());
            }
            assertEquals(List.of(), filesIn(scratch.path()));
            assertEquals(PutAnswer.STORED, store.put(Grant.WHOLE_STORE, KEY, content));
        }
    }

    @Test
    void aFullDiskWithAMessageInAnotherLanguageIsKindFullToo() throws IOException {
        RecordingFolder root = RecordingFolder.in(LocalFolder.at(scratch.path()));
        try (DirectoryStore store = open(root, 1)) {
            root.failOnce("write", "Kein Speicherplatz mehr");
            root.usableBytes(4_096);
            assertEquals(StoreException.Kind.FULL, putFails(store, KEY).kind());
        }
    }

    @Test
    void aTemporarySweptByAnotherProcessIsAFailureThatMayBeRepeated() throws IOException {
        LocalFolder folder = LocalFolder.at(scratch.path());
        RecordingFolder root = RecordingFolder.in(folder);
        try (DirectoryStore store = open(root, 1);
                DirectoryStore other = open(folder, 2)) {
            root.beforeRename(() -> assertEquals(1, other.sweepTemporaries()));
            assertEquals(StoreException.Kind.RETRY, putFails(store, KEY).kind());
            root.beforeRename(() -> {});
            assertEquals(PutAnswer.STORED, store.put(Grant.WHOLE_STORE, KEY, content));
            assertEquals(new HeadAnswer.Present(10_000), other.head(Grant.WHOLE_STORE, KEY));
        }
    }

    private StoreException putFails(DirectoryStore store, StoreKey key) {
        return assertThrows(StoreException.class, () -> store.put(Grant.WHOLE_STORE, key, content));
    }

    private static DirectoryStore open(io.tarnfs.linux.durable.DurableFolder root, long seed) {
        return DirectoryStore.open(root, "scratch", Runnable::run, new SplittableRandom(seed));
    }

    private static List<String> filesIn(Path root) throws IOException {
        try (var walk = Files.walk(root)) {
            return walk.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }
}
