// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.openfile;

import io.tarnfs.model.namespace.FsError;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Decides when dirty data goes to the store: when it gets old, when memory gets short, when a block is full,
/// and when an application asks.
///
/// Flushes run on virtual threads, which only wait: the sealing and storing is done by the writer's own
/// bounded pool.
public final class Flusher implements AutoCloseable {
    /// Dirty data is no older than this plus one look, so a crash loses at most so much of what nobody
    /// synced.
    private static final long AGE_NANOS_MAX = TimeUnit.SECONDS.toNanos(5);

    /// How often ages are looked at.
    private static final long LOOK_MILLIS = 500;

    /// How long a writer waits for memory before it looks again whether the store refuses everything.
    private static final long MEMORY_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final FileContext context;
    private final OpenInodes inodes;
    private final ExecutorService flights = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("tarn-flush-clock").factory());

    Flusher(FileContext context, OpenInodes inodes) {
        this.context = context;
        this.inodes = inodes;
        ScheduledFuture<?> _ =
                clock.scheduleWithFixedDelay(this::flushOld, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /// Flushes a file because an application asked, and waits until it is durable.
    ///
    /// @return null, or why it could not be made durable
    /// @throws InterruptedException if the caller gives up; the flush goes on
    public @Nullable FsError flush(OpenInode file) throws InterruptedException {
        if (!file.isDirty()) {
            return null;
        }
        CompletableFuture<@Nullable FsError> flight = CompletableFuture.supplyAsync(() -> file.flush(false), flights);
        FsError error = await(flight);
        if (error != null) {
            file.countFailure();
        }
        return error;
    }

    /// Starts to upload the blocks of a file that are written whole, so that a long stream of writes overlaps
    /// with its upload.
    public void blocksWritten(OpenInode file) {
        if (file.queueFlush()) {
            flights.execute(() -> file.flush(true));
        }
    }

    /// Waits until `chunks` chunks may be free, flushing the oldest files meanwhile.
    ///
    /// @return null to try again, or why nothing could be flushed
    public @Nullable FsError makeRoom(int chunks) throws InterruptedException {
        // The ages change meanwhile; sorting needs them to stand still.
        List<Aged> dirty = inodes.all().stream()
                .map(file -> new Aged(file, file.dirtySinceNanos()))
                .filter(aged -> aged.sinceNanos() != Long.MAX_VALUE)
                .sorted(Comparator.comparingLong(Aged::sinceNanos))
                .toList();
        FsError error = null;
        for (Aged aged : dirty) {
            error = await(CompletableFuture.supplyAsync(() -> aged.file().flush(false), flights));
            if (context.arena().freeChunks() >= chunks) {
                return null;
            }
        }
        return context.arena().awaitFree(chunks, MEMORY_WAIT_NANOS) ? null : error;
    }

    private record Aged(OpenInode file, long sinceNanos) {}

    /// Flushes everything; for the end of the mount.
    ///
    /// @return null, or why something could not be made durable
    public @Nullable FsError flushAll() {
        FsError first = null;
        for (OpenInode file : inodes.all()) {
            FsError error = file.flush(false);
            first = first == null ? error : first;
        }
        return first;
    }

    private void flushOld() {
        long now = context.time().monotonicNanos();
        for (OpenInode file : inodes.all()) {
            long since = file.dirtySinceNanos();
            if (since != Long.MAX_VALUE && now - since >= AGE_NANOS_MAX && file.queueFlush()) {
                flights.execute(() -> file.flush(false));
            }
        }
    }

    private static @Nullable FsError await(CompletableFuture<@Nullable FsError> flight) throws InterruptedException {
        try {
            return flight.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a flush threw", e.getCause());
        }
    }

    /// Stops looking at ages and waits for flushes on their way.
    @Override
    public void close() {
        clock.shutdownNow();
        flights.close();
    }
}
