// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.objectstoretestkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.objectstore.Absent;
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
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every [ObjectStore] must do. An implementation extends this class in its own tests; what a
/// store cannot do is a method here that it overrides, so that every difference has a name.
///
/// The suite works under a prefix of its own and leaves nothing behind in an empty store but its
/// objects.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class ObjectStoreContract {
    /// Larger than one read of any implementation so far, not a multiple of a page.
    private static final int LARGE_BYTES = 5 * 1024 * 1024 + 123;

    private static final int WRITERS = 8;

    private final Arena arena = Arena.ofShared();

    /// Returns the store under test, empty under [#prefix()].
    protected abstract ObjectStore store();

    /// Returns what the keys of this suite begin with; a folder with a slash at its end, or empty.
    protected String prefix() {
        return "contract/";
    }

    /// Releases the segments of a test.
    @AfterEach
    final void releaseSegments() {
        arena.close();
    }

    @Test
    void aPutObjectIsReadBackByteForByte() throws StoreException {
        MemorySegment content = content(LARGE_BYTES, 1);
        assertEquals(PutAnswer.STORED, put("v/aa/large-1", content));
        assertReads("v/aa/large-1", content);
    }

    @Test
    void severalSegmentsAreStoredOneAfterTheOther() throws StoreException {
        MemorySegment whole = content(300_001, 2);
        List<MemorySegment> pieces = List.of(
                whole.asSlice(0, 1), whole.asSlice(1, 0), whole.asSlice(1, 200_000), whole.asSlice(200_001, 100_000));
        assertEquals(PutAnswer.STORED, store().put(Grant.WHOLE_STORE, key("v/aa/pieces-1"), pieces));
        assertReads("v/aa/pieces-1", whole);
    }

    @Test
    void anObjectMayBeEmpty() throws StoreException {
        assertEquals(PutAnswer.STORED, store().put(Grant.WHOLE_STORE, key("v/aa/empty-1"), List.of()));
        assertEquals(new HeadAnswer.Present(0), store().head(Grant.WHOLE_STORE, key("v/aa/empty-1")));
        assertEquals(new ReadAnswer.Read(0), read("v/aa/empty-1", 0, arena.allocate(10)));
    }

    @Test
    void aSecondPutUnderTheSameKeyChangesNothingAndAnswersExists() throws StoreException {
        MemorySegment first = content(5_000, 3);
        put("v/aa/twice-1", first);
        assertEquals(PutAnswer.EXISTS, put("v/aa/twice-1", content(7_000, 4)));
        assertReads("v/aa/twice-1", first);
        assertEquals(new HeadAnswer.Present(5_000), store().head(Grant.WHOLE_STORE, key("v/aa/twice-1")));
    }

    @Test
    void aRepeatedPutOfTheSameBytesIsRecognisedAsOurs() throws StoreException {
        MemorySegment ours = content(9_000, 5);
        put("v/aa/ours-1", ours);
        assertEquals(PutAnswer.STORED, recognise("v/aa/ours-1", ours));
        assertEquals(PutAnswer.EXISTS, recognise("v/aa/ours-1", content(9_000, 6)));
        assertEquals(PutAnswer.EXISTS, recognise("v/aa/ours-1", ours.asSlice(0, 8_999)));
        assertReads("v/aa/ours-1", ours);
    }

    @Test
    void aRangeIsReadFromItsOffset() throws StoreException {
        MemorySegment content = content(100_000, 7);
        put("v/aa/range-1", content);
        MemorySegment target = arena.allocate(4_097);
        assertEquals(new ReadAnswer.Read(4_097), read("v/aa/range-1", 65_535, target));
        assertEquals(-1, target.mismatch(content.asSlice(65_535, 4_097)));
    }

    @Test
    void aRangeThatCrossesTheEndIsCutThere() throws StoreException {
        MemorySegment content = content(1_000, 8);
        put("v/aa/end-1", content);
        MemorySegment target = arena.allocate(100);
        assertEquals(new ReadAnswer.Read(10), read("v/aa/end-1", 990, target));
        assertEquals(-1, target.asSlice(0, 10).mismatch(content.asSlice(990, 10)));
    }

    @Test
    void aRangeAtOrBehindTheEndHasNoBytes() throws StoreException {
        put("v/aa/behind-1", content(1_000, 9));
        assertEquals(new ReadAnswer.Read(0), read("v/aa/behind-1", 1_000, arena.allocate(10)));
        assertEquals(new ReadAnswer.Read(0), read("v/aa/behind-1", 1L << 40, arena.allocate(10)));
    }

    @Test
    void aNegativeOffsetIsAMistakeOfTheCaller() throws StoreException {
        put("v/aa/negative-1", content(10, 10));
        MemorySegment target = arena.allocate(10);
        assertThrows(IllegalArgumentException.class, () -> read("v/aa/negative-1", -1, target));
    }

    @Test
    void whatIsNotThereIsAnAnswer() throws StoreException {
        assertEquals(Absent.ABSENT, read("v/aa/nothing-1", 0, arena.allocate(10)));
        assertEquals(Absent.ABSENT, store().head(Grant.WHOLE_STORE, key("v/aa/nothing-1")));
        assertEquals(Absent.ABSENT, store().head(Grant.WHOLE_STORE, key("nosuchfolder/aa/nothing-1")));
        assertEquals(List.of(), listAll("nosuchfolder/", 10));
    }

    @Test
    void aFolderOfKeysIsNoObject() throws StoreException {
        put("v/ab/object-1", content(10, 11));
        assertEquals(Absent.ABSENT, store().head(Grant.WHOLE_STORE, key("v/ab")));
        assertEquals(Absent.ABSENT, read("v/ab", 0, arena.allocate(10)));
        store().delete(Grant.WHOLE_STORE, key("v/ab"));
        assertEquals(new HeadAnswer.Present(10), store().head(Grant.WHOLE_STORE, key("v/ab/object-1")));
    }

    @Test
    void aDeletedObjectIsNotThereAnyMoreAndDeletingItAgainIsNoError() throws StoreException {
        put("v/aa/delete-1", content(10, 12));
        store().delete(Grant.WHOLE_STORE, key("v/aa/delete-1"));
        assertEquals(Absent.ABSENT, store().head(Grant.WHOLE_STORE, key("v/aa/delete-1")));
        store().delete(Grant.WHOLE_STORE, key("v/aa/delete-1"));
        store().delete(Grant.WHOLE_STORE, key("nosuchfolder/aa/delete-1"));
    }

    @Test
    void aListingHasAllKeysWithSizesInTheOrderOfTheirBytes() throws StoreException {
        for (String name : List.of("l/b/x-1", "l/a-b", "l/a/z-1", "l/a/a-1", "l/a.c", "l/B/y-1", "l2/other-1")) {
            put(name, content(name.length(), 13));
        }
        List<String> expected = List.of("l/B/y-1", "l/a-b", "l/a.c", "l/a/a-1", "l/a/z-1", "l/b/x-1");
        for (int limit : new int[] {1, 2, 3, 100}) {
            List<ListPage.Listed> listed = listAll("l/", limit);
            assertEquals(expected, listed.stream().map(this::withoutPrefix).toList(), "limit=" + limit);
            for (ListPage.Listed object : listed) {
                assertEquals(withoutPrefix(object).length(), object.sizeBytes());
            }
        }
    }

    @Test
    void aListingMayBeginInTheMiddleOfASegment() throws StoreException {
        for (String name : List.of("m/volume-1", "m/volume-2", "m/volumes/x-1", "m/vol", "m/w-1")) {
            put(name, content(1, 14));
        }
        List<String> expected = List.of("m/volume-1", "m/volume-2", "m/volumes/x-1");
        assertEquals(
                expected,
                listAll("m/volume", 2).stream().map(this::withoutPrefix).toList());
    }

    @Test
    void aPageHasAtLeastOneAndAtMostAThousandObjects() {
        KeyPrefix all = KeyPrefix.EVERYTHING;
        assertThrows(IllegalArgumentException.class, () -> store().list(Grant.WHOLE_STORE, all, Optional.empty(), 0));
        int tooMany = ObjectStore.PAGE_OBJECTS_MAX + 1;
        assertThrows(
                IllegalArgumentException.class, () -> store().list(Grant.WHOLE_STORE, all, Optional.empty(), tooMany));
    }

    @Test
    void ofManyPutsAtOnceUnderOneKeyExactlyOneIsStored() throws Exception {
        List<MemorySegment> contents = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            contents.add(content(200_000, 100 + i));
        }
        List<PutAnswer> answers = atOnce(contents.stream()
                .<Callable<PutAnswer>>map(content -> () -> put("v/aa/race-1", content))
                .toList());
        assertEquals(1, answers.stream().filter(PutAnswer.STORED::equals).count());
        assertReads("v/aa/race-1", contents.get(answers.indexOf(PutAnswer.STORED)));
    }

    @Test
    void aReaderSeesAnObjectWholeOrNotAtAll() throws Exception {
        MemorySegment content = content(1_000_000, 15);
        List<Callable<Boolean>> calls = new ArrayList<>();
        calls.add(() -> put("v/aa/atomic-1", content) == PutAnswer.STORED);
        for (int i = 1; i < WRITERS; i++) {
            calls.add(() -> seesAllOrNothing("v/aa/atomic-1", content));
        }
        assertTrue(atOnce(calls).stream().allMatch(Boolean::booleanValue));
    }

    @Test
    void randomPutsAndDeletesAgreeWithAMap() throws StoreException {
        long seed = Long.getLong("tarn.seed", 20_261_120L);
        SplittableRandom random = new SplittableRandom(seed);
        TreeMap<String, MemorySegment> model = new TreeMap<>();
        for (int i = 0; i < 400; i++) {
            String name = "r/" + random.nextInt(4) + "/object-" + random.nextInt(40);
            if (random.nextInt(3) == 0) {
                store().delete(Grant.WHOLE_STORE, key(name));
                model.remove(name);
            } else {
                MemorySegment content = content(random.nextInt(3_000), random.nextInt());
                PutAnswer expected = model.containsKey(name) ? PutAnswer.EXISTS : PutAnswer.STORED;
                assertEquals(expected, put(name, content), "seed=" + seed + " step=" + i);
                model.putIfAbsent(name, content);
            }
        }
        List<String> listed = listAll("r/", 7).stream().map(this::withoutPrefix).toList();
        assertEquals(List.copyOf(model.keySet()), listed, "seed=" + seed);
        for (var entry : model.entrySet()) {
            assertReads(entry.getKey(), entry.getValue());
        }
    }

    private boolean seesAllOrNothing(String name, MemorySegment content) throws StoreException {
        MemorySegment target = arena.allocate(content.byteSize() + 1);
        for (int i = 0; i < 50; i++) {
            boolean good = switch (read(name, 0, target)) {
                case Absent _ -> true;
                case ReadAnswer.Read(long count) ->
                    count == content.byteSize() && target.asSlice(0, count).mismatch(content) == -1;
            };
            if (!good) {
                return false;
            }
        }
        return true;
    }

    private static <T> List<T> atOnce(List<Callable<T>> calls) throws Exception {
        CyclicBarrier start = new CyclicBarrier(calls.size());
        List<T> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(calls.size())) {
            List<Future<T>> running = new ArrayList<>();
            for (Callable<T> call : calls) {
                running.add(threads.submit(() -> {
                    start.await(60, TimeUnit.SECONDS);
                    return call.call();
                }));
            }
            for (Future<T> one : running) {
                answers.add(one.get(60, TimeUnit.SECONDS));
            }
        }
        return answers;
    }

    private List<ListPage.Listed> listAll(String prefix, int limit) throws StoreException {
        List<ListPage.Listed> all = new ArrayList<>();
        Optional<StoreKey> after = Optional.empty();
        do {
            ListPage page = store().list(Grant.WHOLE_STORE, new KeyPrefix(prefix() + prefix), after, limit);
            assertTrue(page.objects().size() <= limit, "size=" + page.objects().size());
            all.addAll(page.objects());
            after = page.resume();
        } while (after.isPresent());
        return all;
    }

    private String withoutPrefix(ListPage.Listed listed) {
        return listed.key().value().substring(prefix().length());
    }

    private PutAnswer put(String name, MemorySegment content) throws StoreException {
        return store().put(Grant.WHOLE_STORE, key(name), List.of(content));
    }

    private PutAnswer recognise(String name, MemorySegment content) throws StoreException {
        return PutRecognition.put(store(), Grant.WHOLE_STORE, key(name), List.of(content));
    }

    private ReadAnswer read(String name, long offset, MemorySegment target) throws StoreException {
        return store().read(Grant.WHOLE_STORE, key(name), offset, target);
    }

    private void assertReads(String name, MemorySegment content) throws StoreException {
        MemorySegment target = arena.allocate(content.byteSize() + 1);
        assertEquals(new ReadAnswer.Read(content.byteSize()), read(name, 0, target), name);
        assertEquals(-1, target.asSlice(0, content.byteSize()).mismatch(content), name);
    }

    private StoreKey key(String name) {
        return new StoreKey(prefix() + name);
    }

    private MemorySegment content(long bytes, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        MemorySegment content = arena.allocate(Math.max(bytes, 1)).asSlice(0, bytes);
        for (long i = 0; i < bytes; i++) {
            content.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt());
        }
        return content;
    }
}
