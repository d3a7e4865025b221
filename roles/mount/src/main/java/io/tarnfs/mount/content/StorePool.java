// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.content;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.tarnfs.linux.calls.ThreadCalls;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The bounded pool of platform threads that seals, opens and talks to the object store.
///
/// Native calls and file I/O pin the few carriers of virtual threads, so they run here and the callers wait.
/// Tasks must not submit tasks and wait for them.
///
/// Tasks that nobody waits for ([#start]) take half of the threads at most, so that one that somebody waits
/// for never queues behind many of them; and only so many wait, the others are dropped. `lock` guards those
/// that wait.
public final class StorePool implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(StorePool.class.getName());

    /// Tasks a thread that wait without a caller: two windows of read-ahead of a fast reader a thread.
    private static final int BACKGROUND_WAITING_EACH = 32;

    private final ExecutorService threads;
    private final int backgroundRunningMax;
    private final int backgroundWaitingMax;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Queue<Runnable> background = new ArrayDeque<>();

    @GuardedBy("lock")
    private int backgroundRunning;

    /// @param name  what the threads are called, before their number
    /// @param count how many threads: bounds the requests to the store that are under way
    public StorePool(String name, int count) {
        backgroundRunningMax = Math.max(1, count / 2);
        backgroundWaitingMax = count * BACKGROUND_WAITING_EACH;
        ThreadFactory factory = Thread.ofPlatform().daemon().name(name, 0).factory();
        threads = Executors.newFixedThreadPool(count, work -> factory.newThread(() -> flushing(work)));
    }

    /// The kernel must not hold these threads up because of dirty pages that only they can clean.
    private static void flushing(Runnable work) {
        if (!ThreadCalls.becomeIoFlusher()) {
            LOG.log(Level.DEBUG, "not allowed to become an I/O flusher: works all the same");
        }
        work.run();
    }

    /// Runs all tasks and waits until every one has ended, whatever becomes of the others; not interruptible,
    /// since they work on memory of the caller's.
    ///
    /// @return what they returned, in their order
    /// @throws IOException the first failure, with the others suppressed
    <T> List<T> runAll(List<Callable<T>> tasks) throws IOException {
        List<Future<T>> futures = new ArrayList<>(tasks.size());
        Throwable first = null;
        try {
            tasks.forEach(task -> futures.add(threads.submit(task)));
        } catch (RejectedExecutionException e) {
            first = new IOException("the threads of the store have ended", e);
        }
        List<T> results = new ArrayList<>(futures.size());
        for (Future<T> future : futures) {
            try {
                results.add(uninterruptibly(future));
            } catch (ExecutionException e) {
                first = first(first, e.getCause());
            }
        }
        if (first != null) {
            throw unwrap(first);
        }
        return results;
    }

    private static @Nullable Throwable first(@Nullable Throwable earlier, @Nullable Throwable later) {
        if (earlier != null && later != null && !later.equals(earlier)) {
            earlier.addSuppressed(later);
        }
        return earlier == null ? later : earlier;
    }

    /// Runs a task and waits for what it returns.
    ///
    /// @param abandoned is given the result if the caller was interrupted meanwhile and nobody takes it
    /// @throws InterruptedException if the caller gives up; the task goes on
    <T> T call(Callable<T> task, Consumer<T> abandoned) throws IOException, InterruptedException {
        CompletableFuture<T> future = new CompletableFuture<>();
        threads.execute(() -> {
            try {
                future.complete(task.call());
            } catch (Throwable e) {
                future.completeExceptionally(e);
            }
        });
        try {
            return future.get();
        } catch (InterruptedException e) {
            CompletableFuture<Void> _ = future.thenAccept(abandoned);
            throw e;
        } catch (ExecutionException e) {
            throw unwrap(e.getCause());
        }
    }

    /// Runs a task some time, without a caller waiting; or not at all if too many wait already.
    void start(Runnable task) {
        lock.lock();
        try {
            if (background.size() < backgroundWaitingMax) {
                background.add(task);
                startNext();
            }
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void startNext() {
        if (backgroundRunning == backgroundRunningMax || background.isEmpty() || threads.isShutdown()) {
            return;
        }
        Runnable next = background.remove();
        backgroundRunning++;
        threads.execute(() -> {
            try {
                next.run();
            } finally {
                lock.lock();
                try {
                    backgroundRunning--;
                    startNext();
                } finally {
                    lock.unlock();
                }
            }
        });
    }

    private static <T> T uninterruptibly(Future<T> future) throws ExecutionException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static IOException unwrap(@Nullable Throwable cause) {
        if (cause instanceof IOException io) {
            return io;
        }
        if (cause instanceof RuntimeException defect) {
            throw defect;
        }
        if (cause instanceof Error defect) {
            throw defect;
        }
        throw new IllegalStateException("a task threw what it cannot", cause);
    }

    /// Lets running tasks end; those that nobody waits for are dropped.
    @Override
    public void close() {
        lock.lock();
        try {
            background.clear();
            threads.shutdown();
        } finally {
            lock.unlock();
        }
        threads.close();
    }
}
