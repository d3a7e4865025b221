// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadatatestkit;

import io.tarnfs.model.identity.Sequence;
import io.tarnfs.model.identity.SessionId;
import io.tarnfs.model.namespace.Command;
import io.tarnfs.model.namespace.MetadataService;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.model.namespace.Query;
import io.tarnfs.model.namespace.Result;
import io.tarnfs.model.time.TimeSource;
import io.tarnfs.model.time.Timestamp;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/// A metadata service that serves a [TreeModel]: for tests of rooms that need one. Nothing of it is
/// durable. Any thread.
public final class MemoryMetadataService implements MetadataService {
    private final Object lock = new Object();
    private final TreeModel model = new TreeModel();
    private final Map<SessionId, PushListener> listeners = new HashMap<>();
    private final TimeSource time;
    private final RandomGenerator random;
    private Timestamp last = Timestamp.EPOCH;
    private long applied;

    /// Makes an empty service.
    ///
    /// @param random where the salts of id ranges come from
    public MemoryMetadataService(TimeSource time, RandomGenerator random) {
        this.time = time;
        this.random = random;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <R extends Result> Outcome<R> execute(Command<R> command) {
        synchronized (lock) {
            last = Timestamp.max(last, time.now());
            boolean repeated = model.knows(command.header().key());
            Outcome<? extends Result> outcome = model.apply(command, last, new Sequence(++applied));
            boolean leased = outcome instanceof Outcome.Success<? extends Result>(Result.IdRange _, var _);
            if (leased && !repeated) {
                model.drawSalt(command.header(), random.nextLong());
                outcome = model.apply(command, last, new Sequence(applied));
            }
            if (command instanceof Command.EndSession end && end.expired()) {
                PushListener listener = listeners.get(end.session());
                if (listener != null) {
                    listener.fenced();
                }
            }
            // The model answers each command with the result that its record declares.
            return (Outcome<R>) outcome;
        }
    }

    @Override
    public <A> Outcome<A> tryQuery(Query<A> query) {
        return query(query);
    }

    @Override
    public <A> Outcome<A> query(Query<A> query) {
        synchronized (lock) {
            return model.answer(query, new Sequence(applied));
        }
    }

    @Override
    public Subscription subscribe(SessionId session, PushListener listener) {
        synchronized (lock) {
            listeners.put(session, listener);
        }
        return () -> {
            synchronized (lock) {
                listeners.remove(session, listener);
            }
        };
    }
}
