// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.session;

import io.tarnfs.fusekernel.handler.FuseHandler;
import io.tarnfs.fusekernel.protocol.Capabilities;
import io.tarnfs.linux.calls.ThreadCalls;
import io.tarnfs.linux.errno.SyscallException;
import io.tarnfs.linux.mounts.Mount;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/// A mounted file system that is being served, from [#mount] to its end.
///
/// ## How it ends
/// The kernel says so: every reader's read fails with ENODEV when the last user of the unmounted file system is
/// gone, or with ECONNABORTED when somebody cut the connection. There is no other goodbye (DESTROY is not sent to
/// a plain FUSE mount), and RELEASE or FORGET of what was open may be missing: whoever hears of the end ([#ended])
/// lets go of all of it. The last reader then waits for the requests that are still being answered, closes the
/// descriptors and frees the memory.
///
/// All methods may be called from any thread but a reader's, that is, not from within the handler.
public final class FuseSession {
    private static final Logger LOG = System.getLogger(FuseSession.class.getName());

    /// How long the kernel may take for its first request; it sends it while mount(2) still runs.
    private static final Duration INIT_TIMEOUT = Duration.ofSeconds(30);

    /// How long requests may take to be answered after the end before they are interrupted.
    private static final Duration DRAIN_TIME = Duration.ofSeconds(5);

    /// How long between two attempts to wake a reader that may have been about to enter its read at the last one.
    private static final long WAKE_INTERVAL_MILLIS = 2;

    private final FuseDevice device;
    private final Connection connection;
    private final List<Reader> readers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger reading;
    private final CompletableFuture<SessionEnd> ended = new CompletableFuture<>();

    private FuseSession(FuseDevice device, Connection connection, MountOptions options) {
        this.device = device;
        this.connection = connection;
        this.reading = new AtomicInteger(options.readers());
        for (int index = 0; index < options.readers(); index++) {
            boolean neverWaits = index == 0;
            Reader reader = new Reader(connection, device.descriptors().get(index), neverWaits, this::readerEnded);
            readers.add(reader);
            threads.add(Thread.ofPlatform()
                    .daemon()
                    .name("fuse-" + options.source() + "-reader-" + index)
                    .unstarted(reader));
        }
    }

    /// Mounts a file system and serves it; returns when the kernel's first request was answered. Needs the rights
    /// of root. Nothing is left mounted when it fails.
    ///
    /// @throws SyscallException if the kernel refuses, with its errno
    /// @throws IOException if the mount point is not there or unreadable, or the kernel speaks another protocol
    public static FuseSession mount(MountOptions options, FuseHandler handler)
            throws IOException, InterruptedException {
        Connection connection = new Connection(options, handler, new ExchangePool(options.readers()));
        FuseDevice device = FuseDevice.mount(options);
        FuseSession session = new FuseSession(device, connection, options);
        try {
            session.startReaders();
            session.awaitNegotiation();
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            session.abandon(e);
            throw e;
        }
        device.raiseReadAhead();
        LOG.log(
                Level.DEBUG,
                "mounted: target={0} device={1}",
                session.target(),
                device.mount().device());
        return session;
    }

    private void startReaders() {
        int started = 0;
        try {
            for (Thread thread : threads) {
                thread.start();
                started++;
            }
        } finally {
            for (int missing = started; missing < threads.size(); missing++) {
                readerEnded(SessionEnd.FAILED);
            }
        }
    }

    private void abandon(Throwable cause) {
        try {
            device.detach();
            stop();
        } catch (IOException | InterruptedException | RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private void awaitNegotiation() throws IOException, InterruptedException {
        try {
            Capabilities agreed = connection.negotiated().get(INIT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            LOG.log(Level.DEBUG, "serving: minor={0}", agreed.minor());
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("no agreement with the kernel: target=" + target(), e);
        }
    }

    /// Returns the mount as it stood in mountinfo when it was made.
    public Mount mount() {
        return device.mount();
    }

    /// Returns what kernel and engine agreed on.
    public Capabilities capabilities() {
        return connection.negotiated().join();
    }

    /// Returns what was done so far.
    public SessionCounters counters() {
        return connection.counters();
    }

    /// Completed when the session is over: no call of the handler runs any more, but for those that ignored their
    /// interrupt. What hangs on it runs on a thread of the session and must not call back into it.
    public CompletionStage<SessionEnd> ended() {
        return ended.minimalCompletionStage();
    }

    /// Waits for the end.
    public SessionEnd awaitEnd() throws InterruptedException {
        try {
            return ended.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a session fails never", e);
        }
    }

    /// Waits for the end, but not longer than this.
    ///
    /// @return empty if the session still goes on
    public Optional<SessionEnd> awaitEnd(Duration time) throws InterruptedException {
        try {
            return Optional.of(ended.get(time.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a session fails never", e);
        }
    }

    /// Tells whether the file system is unmounted now; unlike [#unmount] it leaves one that is in use alone.
    ///
    /// @return false if it is in use
    public boolean unmountIfIdle() throws IOException {
        return ended.isDone() || device.unmount();
    }

    /// Unmounts. A file system that is in use is taken out of the tree at once and served on until its last user is
    /// gone or `grace` has passed; after that its users get errors. May be repeated.
    ///
    /// @param grace how long those who use it may take
    /// @return how the session ended
    public SessionEnd unmount(Duration grace) throws IOException, InterruptedException {
        if (ended.isDone()) {
            return awaitEnd();
        }
        if (!device.unmount()) {
            LOG.log(Level.INFO, "in use, detached: target={0} grace={1}", target(), grace);
            if (!device.detach()) {
                LOG.log(Level.WARNING, "covered by another mount, served on: target={0}", target());
            }
        }
        Optional<SessionEnd> end = awaitEnd(grace);
        if (end.isPresent()) {
            return end.get();
        }
        LOG.log(Level.WARNING, "still in use, not served any more: target={0}", target());
        return stop();
    }

    /// Ends the service whatever the state of the mount: wakes the readers until each has left.
    private SessionEnd stop() throws IOException, InterruptedException {
        readers.forEach(Reader::stop);
        connection.pool().stopLending();
        for (int index = 0; index < readers.size(); index++) {
            Reader reader = readers.get(index);
            Thread thread = threads.get(index);
            // A thread that failed to start has no number; one that has left its loop may still close the session.
            while (thread.isAlive() && !reader.hasLeft()) {
                ThreadCalls.ThreadId id = reader.threadId().getNow(null);
                if (id != null) {
                    ThreadCalls.wake(id);
                }
                thread.join(WAKE_INTERVAL_MILLIS);
            }
        }
        return awaitEnd();
    }

    /// Called on each reader's thread when it leaves; the last one ends the session.
    private void readerEnded(SessionEnd end) {
        if (reading.decrementAndGet() > 0) {
            return;
        }
        ExchangePool pool = connection.pool();
        if (!pool.awaitIdle(DRAIN_TIME)) {
            LOG.log(Level.WARNING, "requests still being answered after the end: interrupted, target={0}", target());
            connection.interruptAll();
            if (!pool.awaitIdle(DRAIN_TIME)) {
                LOG.log(Level.WARNING, "requests ignore their interrupt: left alone, target={0}", target());
            }
        }
        try {
            // The descriptors stay open as long as a late answer may still be written to one of them.
            pool.close(device::close);
        } finally {
            LOG.log(Level.DEBUG, "ended: target={0} end={1}", target(), end);
            connection.negotiated().completeExceptionally(new IOException("the session ended: end=" + end));
            ended.complete(end);
        }
    }

    private String target() {
        return device.mount().target();
    }
}
