// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.content;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/// The bounded pool of platform threads that seals, opens and talks to the object store.
///
/// Native calls and file I/O pin the few carriers of virtual threads, so they run here and the callers
/// wait. Tasks must
/// not submit tasks and wait for them.
public final class StorePool implements AutoCloseable {
    private final ExecutorService threads;

    /// @param name  what the threads are called, before their number
    /// @param count how many threads: bounds the requests to the store that are under way
    public StorePool(String name, int count) {
        threads = Executors.newFixedThreadPool(
                count, Thread.ofPlatform().daemon().name(name, 0).factory());
    }

    /// Runs all tasks and waits until every one has ended, whatever becomes of the others; not
    /// interruptible, since
    /// they work on memory of the caller's.
    ///
    /// @return what they returned, in their order
    /// @throws IOException the first failure, with the others suppressed
    <T> List<T> runAll(List<Callable<T>> tasks) throws IOException {
        List<Future<T>> futures = tasks.stream().map(threads::submit).toList();
        List<T> results = new ArrayList<>(futures.size());
        IOException first = null;
        for (Future<T> future : futures) {
            try {
                results.add(uninterruptibly(future));
            } catch (IOException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
        return results;
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
            throw unwrap(e);
        }
    }

    /// Runs a task some time, without a caller waiting.
    void start(Runnable task) {
        threads.execute(task);
    }

    private static <T> T uninterruptibly(Future<T> future) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw unwrap(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static IOException unwrap(ExecutionException wrapped) {
        Throwable cause = wrapped.getCause();
        if (cause instanceof IOException io) {
            return io;
        }
        if (cause instanceof RuntimeException defect) {
            throw defect;
        }
        if (cause instanceof Error defect) {
            throw defect;
        }
        throw new IllegalStateException(wrapped);
    }

    /// Lets running tasks end.
    @Override
    public void close() {
        threads.close();
    }
}
