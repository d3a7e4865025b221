// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.session;

import io.tarnfs.fusekernel.handler.Answer;
import io.tarnfs.fusekernel.handler.FuseHandler;
import io.tarnfs.fusekernel.protocol.Capabilities;
import io.tarnfs.fusekernel.protocol.Dispatcher;
import io.tarnfs.fusekernel.protocol.Exchange;
import io.tarnfs.fusekernel.protocol.Negotiation;
import io.tarnfs.fusekernel.protocol.Opcode;
import io.tarnfs.linux.calls.Descriptor;
import io.tarnfs.linux.errno.Errno;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/// Serves requests that readers have read: inline when the handler need not wait, on a virtual thread otherwise.
final class Connection {
    private static final Logger LOG = System.getLogger(Connection.class.getName());

    private final FuseHandler handler;
    private final Dispatcher dispatcher;
    private final Negotiation negotiation;
    private final ExchangePool pool;
    private final ThreadFactory threads;
    private final WaitingRequests waiting = new WaitingRequests();
    private final Tally tally = new Tally();
    private final CompletableFuture<Capabilities> negotiated = new CompletableFuture<>();
    private volatile Capabilities capabilities = new Capabilities(0, 0);

    Connection(MountOptions options, FuseHandler handler, ExchangePool pool) {
        this.handler = handler;
        this.dispatcher = new Dispatcher(handler);
        this.negotiation = new Negotiation(options.access().posixAcl());
        this.pool = pool;
        this.threads =
                Thread.ofVirtual().name("fuse-" + options.source() + "-", 0).factory();
    }

    /// Completed by the answer to INIT, exceptionally if the kernel is too old.
    CompletableFuture<Capabilities> negotiated() {
        return negotiated;
    }

    ExchangePool pool() {
        return pool;
    }

    SessionCounters counters() {
        return tally.snapshot(pool.overflows());
    }

    /// Interrupts every request that waits; each answers EINTR or whatever its handler makes of it.
    void interruptAll() {
        waiting.interruptAll();
    }

    /// Serves the request in `exchange`.
    ///
    /// @param neverWait whether the caller is the reader that must not wait for a buffer
    /// @return the exchange to read the next request into: the same one, or another if this one is still in use;
    ///     null
    ///     if the pool was closed
    @Nullable
    Exchange serve(Exchange exchange, Descriptor device, boolean neverWait) {
        if (!exchange.isWellFormed()) {
            refuseMalformed(exchange);
            return exchange;
        }
        Opcode opcode = Opcode.of(exchange.opcode()).orElse(null);
        if (opcode == null) {
            tally.unknown.increment();
            LOG.log(Level.DEBUG, "request not spoken: opcode={0}", exchange.opcode());
            reply(exchange, device, Answer.failed(Errno.ENOSYS));
            return exchange;
        }
        tally.request(opcode);
        if (exchange.request().resent()) {
            tally.resent.increment();
        }
        return switch (opcode.kind()) {
            case NEGOTIATION -> {
                negotiate(exchange, device);
                yield exchange;
            }
            case INTERRUPT -> {
                interrupt(exchange, device);
                yield exchange;
            }
            case GOODBYE -> {
                reply(exchange, device, Answer.OK);
                yield exchange;
            }
            case FORGET -> {
                forget(exchange);
                yield exchange;
            }
            case CALL, CHANGE -> call(exchange, device, neverWait);
        };
    }

    /// The kernel sends none; without a trustworthy number there is nobody to answer either.
    private void refuseMalformed(Exchange exchange) {
        tally.malformed.increment();
        LOG.log(Level.ERROR, "not a request: size={0}", exchange.size());
    }

    private void negotiate(Exchange exchange, Descriptor device) {
        Negotiation.Outcome outcome = negotiation.answer(exchange);
        if (outcome instanceof Negotiation.Agreed agreed) {
            // Before the reply: with it the kernel begins to send, and any reader may get what it sends.
            capabilities = agreed.capabilities();
        }
        send(exchange, device);
        switch (outcome) {
            case Negotiation.Agreed agreed -> negotiated.complete(agreed.capabilities());
            case Negotiation.AskAgain _ -> LOG.log(Level.DEBUG, "the kernel speaks a newer protocol: asked for 7");
            case Negotiation.Refused refused ->
                negotiated.completeExceptionally(
                        new IOException("the kernel is too old: protocol=" + refused.major() + "." + refused.minor()));
        }
    }

    /// An INTERRUPT has no reply of its own, but for EAGAIN: the request it names is being read or answered by
    /// another thread this very moment, and the kernel asks again as long as it is not answered.
    private void interrupt(Exchange exchange, Descriptor device) {
        if (waiting.interrupt(exchange.interruptedUnique())) {
            tally.interrupts.increment();
            return;
        }
        reply(exchange, device, Answer.failed(Errno.EAGAIN));
    }

    private void forget(Exchange exchange) {
        try {
            dispatcher.forget(exchange);
        } catch (RuntimeException | Error e) {
            defect(exchange, e);
        }
    }

    private @Nullable Exchange call(Exchange exchange, Descriptor device, boolean neverWait) {
        Answer answer = ask(exchange, false);
        if (!(answer instanceof Answer.WouldWait)) {
            finish(exchange, device, answer);
            return exchange;
        }
        exchange.abandonReply();
        tally.hops.increment();
        WaitingRequests.Waiting entry = waiting.add(exchange.rawUnique());
        if (exchange.size() > Exchange.SMALL_REQUEST_MAX) {
            hop(exchange, device, entry);
            return pool.takeLarge(neverWait);
        }
        Exchange copy = pool.takeSmall(neverWait);
        if (copy == null) {
            waiting.remove(exchange.rawUnique(), entry);
            finish(exchange, device, Answer.failed(Errno.EIO));
            return exchange;
        }
        exchange.copyTo(copy);
        hop(copy, device, entry);
        return exchange;
    }

    private void hop(Exchange exchange, Descriptor device, WaitingRequests.Waiting entry) {
        try {
            threads.newThread(() -> carry(exchange, device, entry)).start();
        } catch (OutOfMemoryError e) {
            defect(exchange, e);
            settle(exchange, device, entry, Answer.failed(Errno.ENOMEM));
        }
    }

    /// The life of a request on its virtual thread.
    private void carry(Exchange exchange, Descriptor device, WaitingRequests.Waiting entry) {
        entry.begin();
        Answer answer = ask(exchange, true);
        // An interrupt that was not taken note of, or comes from now on, must not hit the reply or what follows it.
        entry.end();
        settle(exchange, device, entry, answer);
    }

    private void settle(Exchange exchange, Descriptor device, WaitingRequests.Waiting entry, Answer answer) {
        long rawUnique = exchange.rawUnique();
        finish(exchange, device, answer);
        waiting.remove(rawUnique, entry);
        pool.give(exchange);
    }

    private Answer ask(Exchange exchange, boolean mayWait) {
        try {
            Answer answer = dispatcher.dispatch(exchange, capabilities, mayWait);
            if (mayWait && answer instanceof Answer.WouldWait) {
                throw new IllegalStateException("a waiting call was not answered");
            }
            return answer;
        } catch (InterruptedException e) {
            return Answer.failed(Errno.EINTR);
        } catch (RuntimeException | Error e) {
            defect(exchange, e);
            return Answer.failed(Errno.EIO);
        }
    }

    private void defect(Exchange exchange, Throwable thrown) {
        tally.defects.increment();
        LOG.log(
                Level.ERROR,
                "the handler failed: opcode=" + exchange.opcode() + " nodeid="
                        + exchange.request().nodeId() + " unique="
                        + exchange.request().unique(),
                thrown);
    }

    /// Replies, and tells the handler if something may have changed. Never throws: the thread has others to serve.
    private void finish(Exchange exchange, Descriptor device, Answer answer) {
        try {
            reply(exchange, device, answer);
            Opcode opcode = Opcode.of(exchange.opcode()).orElse(null);
            if (opcode != null && opcode.kind() == Opcode.Kind.CHANGE) {
                handler.replied(exchange.request().unique());
            }
        } catch (RuntimeException | Error e) {
            defect(exchange, e);
        }
    }

    private void reply(Exchange exchange, Descriptor device, Answer answer) {
        exchange.answer(answer);
        send(exchange, device);
    }

    private void send(Exchange exchange, Descriptor device) {
        long sent = exchange.send(device);
        if (sent >= 0) {
            return;
        }
        Errno errno = Errno.of((int) -sent);
        switch (errno) {
            case ENOENT -> tally.unwanted.increment();
            case ENODEV, ECONNABORTED -> LOG.log(Level.DEBUG, "reply after the end: opcode={0}", exchange.opcode());
            default -> {
                LOG.log(Level.ERROR, "reply refused: opcode={0} errno={1}", exchange.opcode(), errno);
                exchange.answer(Answer.failed(Errno.EIO));
                exchange.send(device);
            }
        }
    }
}
