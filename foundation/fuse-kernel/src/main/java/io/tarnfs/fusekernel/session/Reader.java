// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.session;

import io.tarnfs.fusekernel.protocol.Exchange;
import io.tarnfs.linux.calls.Descriptor;
import io.tarnfs.linux.calls.ThreadCalls;
import io.tarnfs.linux.errno.Errno;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads requests from one descriptor until the session ends; a platform thread of its own, because a read blocks
/// it.
final class Reader implements Runnable {
    private static final Logger LOG = System.getLogger(Reader.class.getName());

    /// Reads that may fail in a row, for a reason that should pass, before the reader gives up.
    private static final int FAILURES_MAX = 100;

    private final Connection connection;
    private final Descriptor device;
    private final boolean neverWaits;
    private final Consumer<SessionEnd> ended;
    private final CompletableFuture<ThreadCalls.ThreadId> threadId = new CompletableFuture<>();
    private volatile boolean stopping;
    private volatile boolean left;

    /// @param neverWaits whether this is the one reader that must not wait for a buffer
    /// @param ended told, on the reader's thread, why it stopped
    Reader(Connection connection, Descriptor device, boolean neverWaits, Consumer<SessionEnd> ended) {
        this.connection = connection;
        this.device = device;
        this.neverWaits = neverWaits;
        this.ended = ended;
    }

    /// Completed when the thread runs.
    CompletableFuture<ThreadCalls.ThreadId> threadId() {
        return threadId;
    }

    /// Makes the reader leave before its next read; one that is in a read has to be woken too.
    void stop() {
        stopping = true;
    }

    /// Tells whether the reader reads no more.
    boolean hasLeft() {
        return left;
    }

    @Override
    public void run() {
        SessionEnd end = SessionEnd.FAILED;
        try {
            threadId.complete(ThreadCalls.currentThread());
            if (!ThreadCalls.becomeIoFlusher()) {
                LOG.log(Level.DEBUG, "not allowed to become an I/O flusher: served all the same");
            }
            end = readUntilTheEnd();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "a reader failed", e);
        } finally {
            left = true;
            ended.accept(end);
        }
    }

    private SessionEnd readUntilTheEnd() {
        Exchange exchange = connection.pool().takeLarge(neverWaits);
        int failures = 0;
        while (exchange != null && !stopping) {
            long result = exchange.receive(device);
            if (result >= 0) {
                failures = 0;
                exchange = serve(exchange);
                continue;
            }
            Errno errno = Errno.of((int) -result);
            SessionEnd end = endOf(errno);
            if (end == null && !passes(errno) && ++failures > FAILURES_MAX) {
                LOG.log(Level.ERROR, "reading requests failed: errno={0} times={1}", errno, failures);
                end = SessionEnd.FAILED;
            }
            if (end != null) {
                connection.pool().give(exchange);
                return end;
            }
        }
        if (exchange != null) {
            connection.pool().give(exchange);
        }
        return SessionEnd.STOPPED;
    }

    private @Nullable Exchange serve(Exchange exchange) {
        try {
            return connection.serve(exchange, device, neverWaits);
        } catch (RuntimeException | Error e) {
            // A defect of the engine before the request was handed on; its caller may wait in vain, the others
            // must not.
            LOG.log(Level.ERROR, "serving failed: opcode=" + exchange.opcode(), e);
            exchange.abandonReply();
            return exchange;
        }
    }

    /// EINTR: woken up. EAGAIN: nothing there after all. ENOENT: the request was taken back while it was being
    /// read.
    private static boolean passes(Errno errno) {
        return errno == Errno.EINTR || errno == Errno.EAGAIN || errno == Errno.ENOENT;
    }

    /// What an errno of the read says about the session: its end, or nothing (null) if reading goes on.
    private static @Nullable SessionEnd endOf(Errno errno) {
        return switch (errno) {
            case ENODEV -> SessionEnd.UNMOUNTED;
            case ECONNABORTED -> SessionEnd.ABORTED;
            default -> null;
        };
    }
}
