// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.openfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.model.content.Extent;
import io.tarnfs.model.content.Location;
import io.tarnfs.model.identity.Epoch;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.ObjectId;
import io.tarnfs.model.identity.Sequence;
import io.tarnfs.model.identity.SessionId;
import io.tarnfs.model.identity.VolumeId;
import io.tarnfs.model.metrics.Metrics;
import io.tarnfs.model.namespace.AttributeChange;
import io.tarnfs.model.namespace.Attributes;
import io.tarnfs.model.namespace.Command;
import io.tarnfs.model.namespace.FileType;
import io.tarnfs.model.namespace.FsError;
import io.tarnfs.model.namespace.MetadataService;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.model.namespace.Query;
import io.tarnfs.model.namespace.Result;
import io.tarnfs.model.time.TimeSource;
import io.tarnfs.model.time.Timestamp;
import io.tarnfs.model.volume.VolumeInfo;
import io.tarnfs.model.volume.VolumeSettings;
import io.tarnfs.mount.session.MountSession;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class OpenInodeTest {
    private static final InodeId INODE = new InodeId(7);
    private static final int BLOCK = VolumeSettings.BLOCK_SIZE_MIN;
    private static final Timestamp EPOCH = new Timestamp(0, 0);
    private static final Attributes LISTED = new Attributes(
            INODE,
            FileType.REGULAR,
            0644,
            1,
            new Attributes.Owner(0, 0),
            0,
            0,
            new Attributes.Times(EPOCH, EPOCH, EPOCH, EPOCH),
            0,
            Sequence.NONE);

    private final Arena memory = Arena.ofShared();
    private final DirtyArena arena = new DirtyArena(memory.allocate(64L * DirtyArena.CHUNK_BYTES));
    private final Service service = new Service();
    private final Store store = new Store();
    private final Clock clock = new Clock();
    private final OpenInodes inodes = new OpenInodes(context());
    private final OpenInode file = inodes.open(LISTED).file();

    @AfterEach
    void close() {
        inodes.flusher().close();
        memory.close();
    }

    @Test
    void aFlushThatThrowsLosesNothingAndNewerBytesStayNewer() throws Exception {
        store.trouble.add(new IllegalStateException("planned"));
        write(0, "oldold");
        assertEquals(FsError.IO, file.flush(false));
        write(0, "new");
        assertNull(file.flush(false));
        assertEquals("newold", service.content(6));
        assertEquals(arena.chunks(), arena.freeChunks());
    }

    @Test
    void bytesWrittenDuringAFlushThatFailsAreNewerThanItsOwn() throws Exception {
        CountDownLatch storing = new CountDownLatch(1);
        CountDownLatch mayFail = new CountDownLatch(1);
        store.before = () -> {
            storing.countDown();
            await(mayFail);
        };
        store.trouble.add(new IOException("planned"));
        write(0, "oldold");
        CompletableFuture<FsError> flight = CompletableFuture.supplyAsync(() -> file.flush(false));
        await(storing);
        write(3, "new");
        mayFail.countDown();
        assertEquals(FsError.IO, flight.get());
        assertTrue(file.isDirty());
        assertNull(file.flush(false));
        assertEquals("oldnew", service.content(6));
        assertEquals(arena.chunks(), arena.freeChunks());
    }

    @Test
    void whatALaterCommandOfAFlushRefusesIsFlushedAgainAsAWhole() throws Exception {
        for (int i = 0; i < 2 * Command.CommitExtents.EXTENTS_MAX + 1; i++) {
            write(10L * i, "piece");
        }
        service.refuseAfter = 1;
        assertEquals(FsError.IO, file.flush(false));
        service.refuseAfter = Integer.MAX_VALUE;
        assertNull(file.flush(false));
        for (int i = 0; i < 2 * Command.CommitExtents.EXTENTS_MAX + 1; i++) {
            assertEquals("piece", service.content(10 * i, 5));
        }
        // The service drops what lies behind the end of the file.
        for (Command.CommitExtents commit : service.commits) {
            Extent last = commit.extents().getLast();
            assertTrue(commit.sizeAtLeast() >= last.block() * BLOCK + last.end(), commit::toString);
        }
    }

    @Test
    void aBlockThatIsWrittenInPartStaysAsOldAsItIsWhenOthersAreFlushed() throws Exception {
        clock.nanos = 1;
        write(5L * BLOCK, "part");
        clock.nanos = 2;
        write(0, "x".repeat(BLOCK));
        assertNull(file.flush(true));
        assertEquals(1, file.dirtySinceNanos());
        assertNull(file.flush(false));
        assertEquals(Long.MAX_VALUE, file.dirtySinceNanos());
    }

    @Test
    void whetherAFileIsDirtyIsToldWhileItsSizeIsBeingChanged() throws Exception {
        write(0, "dirty");
        CountDownLatch sending = new CountDownLatch(1);
        CountDownLatch maySend = new CountDownLatch(1);
        CompletableFuture<Boolean> change = CompletableFuture.supplyAsync(() -> {
            try {
                return file.change(AttributeChange.ofSize(0), () -> {
                            sending.countDown();
                            await(maySend);
                            return new Outcome.Success<>(new Result.Node(LISTED), Sequence.NONE);
                        })
                        instanceof Outcome.Success;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        await(sending);
        assertTrue(file.isDirty());
        maySend.countDown();
        assertTrue(change.get());
        assertTrue(!file.isDirty() && arena.freeChunks() == arena.chunks());
    }

    @Test
    void aTimeThatIsSetStaysWhenEarlierBytesAreFlushed() throws Exception {
        write(0, "before");
        file.change(
                new AttributeChange(null, null, null, null, null, new AttributeChange.TimeChange.At(EPOCH), false),
                () -> new Outcome.Success<>(new Result.Node(LISTED), Sequence.NONE));
        assertNull(file.flush(false));
        assertNull(service.commits.getLast().written());
        write(0, "after");
        assertNull(file.flush(false));
        assertNotNull(service.commits.getLast().written());
    }

    @Test
    void aHandleThatIsReleasedTwiceClosesOnce() {
        Handle other = inodes.open(LISTED);
        inodes.release(other);
        inodes.release(other);
        assertEquals(file, inodes.find(INODE));
    }

    private void write(long offset, String text) throws InterruptedException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        assertEquals(OpenInode.WriteOutcome.TAKEN, file.write(offset, MemorySegment.ofArray(bytes), true, false));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS), "waited in vain");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private FileContext context() {
        VolumeSettings settings = new VolumeSettings(BLOCK, "none", "none", "file:///nowhere", 0);
        VolumeInfo volume = new VolumeInfo(new VolumeId(1), "v", new Epoch(1), settings, List.of(), EPOCH);
        if (MountSession.open(service, volume, "test", 1)
                instanceof Outcome.Success<MountSession>(MountSession session, var _)) {
            return new FileContext(session, arena, store, clock, Metrics.none());
        }
        throw new IllegalStateException("no session");
    }

    /// Keeps objects in arrays; throws what it is told.
    private final class Store implements ContentWriter {
        private final Queue<Exception> trouble = new ArrayDeque<>();
        private Runnable before = () -> {};

        @Override
        public List<Extent> store(InodeId inode, List<List<DirtyRun>> objects) throws IOException {
            before.run();
            switch (trouble.poll()) {
                case IOException e -> throw e;
                case RuntimeException e -> throw e;
                case null, default -> {}
            }
            List<Extent> extents = new ArrayList<>();
            objects.stream().flatMap(List::stream).forEach(run -> {
                byte[] bytes = new byte[run.length()];
                int at = 0;
                for (MemorySegment piece : run.pieces()) {
                    MemorySegment.copy(piece, ValueLayout.JAVA_BYTE, 0, bytes, at, (int) piece.byteSize());
                    at += (int) piece.byteSize();
                }
                assertEquals(run.length(), at);
                service.objects.add(bytes);
                Location location = new Location.Stored(new ObjectId(service.objects.size()), 0, 64, 0);
                extents.add(new Extent(run.block(), run.offset(), run.length(), location));
            });
            return extents;
        }
    }

    /// Lists extents in one array, dropping what lies behind the end as the engine does.
    private static final class Service implements MetadataService {
        private final List<byte[]> objects = new ArrayList<>();
        private final List<Command.CommitExtents> commits = new ArrayList<>();
        private byte[] listed = new byte[0];
        private int refuseAfter = Integer.MAX_VALUE;

        String content(int length) {
            return content(0, length);
        }

        String content(int from, int length) {
            assertTrue(listed.length >= from + length, "the file is too short");
            return new String(listed, from, length, StandardCharsets.US_ASCII);
        }

        @Override
        @SuppressWarnings("unchecked")
        public <R extends Result> Outcome<R> execute(Command<R> command) {
            Result result = switch (command) {
                case Command.OpenSession _ -> new Result.SessionGrant(new SessionId(1), new Epoch(1), 1);
                case Command.CommitExtents commit -> commit(commit);
                default -> new Result.Done();
            };
            return result == null
                    ? new Outcome.Failure<>(FsError.IO, "planned")
                    : (Outcome<R>) new Outcome.Success<>(result, Sequence.NONE);
        }

        private @Nullable Result commit(Command.CommitExtents commit) {
            if (refuseAfter-- <= 0) {
                return null;
            }
            commits.add(commit);
            listed = Arrays.copyOf(listed, (int) Math.max(listed.length, commit.sizeAtLeast()));
            for (Extent extent : commit.extents()) {
                if (extent.location() instanceof Location.Stored stored) {
                    byte[] bytes = objects.get((int) stored.object().value() - 1);
                    long start = extent.block() * BLOCK + extent.offset();
                    int room = Math.clamp(listed.length - start, 0, extent.length());
                    System.arraycopy(bytes, (int) stored.offset(), listed, (int) start, room);
                }
            }
            return new Result.Node(LISTED);
        }

        @Override
        public <A> Outcome<A> tryQuery(Query<A> query) {
            return Outcome.failure(FsError.IO);
        }

        @Override
        public <A> Outcome<A> query(Query<A> query) {
            return Outcome.failure(FsError.IO);
        }

        @Override
        public Subscription subscribe(SessionId session, PushListener listener) {
            return () -> {};
        }
    }

    private static final class Clock implements TimeSource {
        private volatile long nanos;

        @Override
        public Timestamp now() {
            return new Timestamp(nanos, 0);
        }

        @Override
        public long monotonicNanos() {
            return nanos;
        }
    }
}
