// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

import io.tarnfs.metadata.checkpoint.StateStore;
import io.tarnfs.metadata.checkpoint.StateView;
import io.tarnfs.metadata.commandlog.MetadataLog;
import io.tarnfs.metadata.record.LogEntry;
import io.tarnfs.model.identity.SessionId;
import io.tarnfs.model.metrics.Metrics;
import io.tarnfs.model.namespace.Command;
import io.tarnfs.model.namespace.CommandKey;
import io.tarnfs.model.namespace.FsError;
import io.tarnfs.model.namespace.MetadataService;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.model.namespace.Query;
import io.tarnfs.model.namespace.Result;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// The metadata service itself, over a log and a store.
///
/// Commands are answered when they are durable, applied and published. Queries are answered on the caller's
/// thread from the last published state. After a failure of the log, the store or the engine itself nothing
/// is answered but IO, and [#failed()] says why; what was durable is there at the next start.
public final class MetadataEngine implements MetadataService, AutoCloseable {
    private final StateStore store;
    private final MetadataLog log;
    private final CommandPipeline pipeline;
    private final Subscriptions subscriptions;
    private final long operatorIncarnation;
    private final AtomicLong operatorNumbers = new AtomicLong();
    private final Metrics.Counter commands;
    private final Metrics.Counter queries;

    private MetadataEngine(
            StateStore store,
            MetadataLog log,
            CommandPipeline pipeline,
            Subscriptions subscriptions,
            Surroundings surroundings) {
        this.store = store;
        this.log = log;
        this.pipeline = pipeline;
        this.subscriptions = subscriptions;
        this.operatorIncarnation = surroundings.random().nextLong() & Long.MAX_VALUE;
        this.commands = surroundings.metrics().counter("tarn_metadata_commands_total", "Commands taken in");
        this.queries = surroundings.metrics().counter("tarn_metadata_queries_total", "Queries answered");
    }

    /// Replays the log onto the store and starts to serve. The engine owns both from now on, also if this
    /// fails.
    ///
    /// @throws IOException if the log is damaged or the store does not fit it; nothing has been changed
    ///                     then
    public static MetadataEngine open(
            StateStore store, MetadataLog log, Surroundings surroundings, EngineSettings settings) throws IOException {
        Subscriptions subscriptions = new Subscriptions();
        try {
            Recovery.Recovered recovered = Recovery.run(store, log);
            CommandPipeline pipeline =
                    new CommandPipeline(store, log, recovered, surroundings, settings, subscriptions::fenced);
            pipeline.start();
            return new MetadataEngine(store, log, pipeline, subscriptions, surroundings);
        } catch (IOException | RuntimeException e) {
            close(log, e);
            close(store, e);
            throw e;
        }
    }

    private static void close(AutoCloseable resource, Exception failure) {
        try {
            resource.close();
        } catch (Exception closing) {
            failure.addSuppressed(closing);
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public <R extends Result> Outcome<R> execute(Command<R> command) {
        commands.increment();
        ByteBuffer entry;
        try {
            entry = LogEntry.encode(command);
        } catch (LogEntry.TooLong e) {
            return new Outcome.Failure<>(FsError.INVALID, String.valueOf(e.getMessage()));
        }
        Submission submission = new Submission(command, entry, Thread.currentThread());
        pipeline.submit(submission);
        // The state machine answers each command with the result that its record declares.
        return (Outcome<R>) submission.await();
    }

    @Override
    public <A> Outcome<A> tryQuery(Query<A> query) {
        return query(query);
    }

    @Override
    public <A> Outcome<A> query(Query<A> query) {
        queries.increment();
        Optional<String> failed = failed();
        if (failed.isPresent()) {
            return new Outcome.Failure<>(FsError.IO, "the metadata service has stopped: " + failed.get());
        }
        try (StateView view = store.view()) {
            return new Outcome.Success<>(new Queries(view).answer(query), view.applied());
        } catch (Refusal refusal) {
            return new Outcome.Failure<>(refusal.error(), refusal.detail());
        } catch (RuntimeException e) {
            // Either the store found a damaged page or a record contradicts another: serving on would spread it.
            pipeline.fail("answer a query of kind=" + query.getClass().getSimpleName(), e);
            return new Outcome.Failure<>(FsError.IO, "the metadata service has stopped: " + e);
        }
    }

    @Override
    public Subscription subscribe(SessionId session, PushListener listener) {
        return subscriptions.add(session, listener);
    }

    /// Returns a fresh key for a command of the operator, for whoever runs in the same process.
    public CommandKey operatorKey() {
        return new CommandKey(
                SessionId.OPERATOR,
                operatorIncarnation,
                CommandKey.Origin.CLIENT,
                operatorNumbers.incrementAndGet(),
                0);
    }

    /// Returns why the service stopped by itself, or nothing while it serves.
    public Optional<String> failed() {
        return Optional.ofNullable(pipeline.failure());
    }

    /// Applies what was taken in, writes a last checkpoint and closes log and store. After a failure
    /// nothing more is written.
    @Override
    public void close() throws IOException {
        pipeline.close();
        try {
            log.close();
        } finally {
            store.close();
        }
    }
}
