// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

import io.tarnfs.metadata.checkpoint.StateStore;
import io.tarnfs.metadata.commandlog.MetadataLog;
import io.tarnfs.metadata.record.LogEntry;
import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.Sequence;
import io.tarnfs.model.identity.SessionId;
import io.tarnfs.model.identity.VolumeId;
import io.tarnfs.model.namespace.Caller;
import io.tarnfs.model.namespace.Command;
import io.tarnfs.model.namespace.CommandHeader;
import io.tarnfs.model.namespace.CommandKey;
import io.tarnfs.model.namespace.FsError;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.model.namespace.Result;
import io.tarnfs.model.time.Timestamp;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Takes commands through the log to the state, on two threads.
///
/// ```
/// callers -> waiting -> log thread: stamp, append, sync
///                       -> durable -> apply thread: apply, publish, answer
/// ```
///
/// The log thread makes batch n+1 durable while the apply thread applies batch n. Nothing is applied that
/// is not durable, and nothing is answered that is not published. The log belongs to the log thread, the
/// maps to the apply thread; `durable` holds one batch, so the log never runs far ahead.
///
/// Any failure of the log, the store or an applier ends it: [#failure()] says why, and every waiting and
/// later caller gets IO. What was durable by then is applied at the next start.
final class CommandPipeline {
    private static final Logger LOG = System.getLogger(CommandPipeline.class.getName());

    /// Bytes that are made durable together at most; with the count of commands it bounds the wait of the
    /// first.
    private static final int BATCH_BYTES = 8 << 20;

    /// How long a thread without work waits before it looks around: for a stop, and for background work.
    private static final long IDLE_MILLIS = 20;

    /// Background work is logged when nothing else happens, or at the latest after so many commands.
    private static final int RECLAIM_COMMANDS = 512;

    /// How many records one slice of background work changes: about a millisecond of the apply thread.
    private static final int RECLAIM_LIMIT = 400;

    /// History grows old by itself: all volumes are asked again after so many idle turns, about every 10 s.
    private static final int LOOK_AROUND_TURNS = 500;

    private final MetadataLog log;
    private final StateStore store;
    private final StateMachine machine;
    private final Surroundings surroundings;
    private final EngineSettings settings;
    private final Consumer<SessionId> fencer;
    private final BlockingQueue<Submission> waiting;
    private final BlockingQueue<Batch> durable = new ArrayBlockingQueue<>(1);
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
    private final Thread logThread;
    private final Thread applyThread;
    private volatile boolean closing;
    private volatile boolean logEnded;
    private volatile Sequence releasable = Sequence.NONE;

    // Log thread only.
    private Sequence appended;
    private Timestamp stamped;
    private Sequence released = Sequence.NONE;

    // Apply thread only.
    private Timestamp applied;
    private Sequence checkpointDurable;
    private int sinceCheckpoint;
    private int sinceReclaim;
    private int idleTurns;
    private long reclaims;
    private boolean needsCompaction;
    private @Nullable Submission slice;

    /// Commands that are durable, and their stamps.
    private record Batch(Sequence first, List<Submission> submissions, List<LogEntry.Stamp> stamps) {}

    /// Makes a pipeline that goes on behind `applied`.
    ///
    /// @param fencer is told of sessions that were expired; must not wait
    CommandPipeline(
            StateStore store,
            MetadataLog log,
            Recovery.Recovered recovered,
            Surroundings surroundings,
            EngineSettings settings,
            Consumer<SessionId> fencer) {
        this.store = store;
        this.log = log;
        this.machine = recovered.machine();
        this.surroundings = surroundings;
        this.settings = settings;
        this.fencer = fencer;
        this.waiting = new ArrayBlockingQueue<>(settings.queueCommands());
        this.appended = recovered.applied();
        this.stamped = recovered.clock();
        this.applied = recovered.clock();
        this.checkpointDurable = store.checkpointed();
        this.sinceCheckpoint = Math.toIntExact(
                recovered.applied().value() - store.checkpointed().value());
        this.logThread = Thread.ofPlatform().name("metadata-log").unstarted(this::runLog);
        this.applyThread = Thread.ofPlatform().name("metadata-apply").unstarted(this::runApply);
        machine.lookEverywhere();
    }

    void start() {
        logThread.start();
        applyThread.start();
    }

    /// Returns why the pipeline ended by itself, or null.
    @Nullable
    String failure() {
        return failure.get();
    }

    /// Takes a command in; returns when there is room, long before it is applied.
    void submit(Submission submission) {
        boolean interrupted = false;
        boolean in = false;
        while (!in && isOpen()) {
            try {
                in = waiting.offer(submission, IDLE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!in) {
            submission.complete(stopped());
        } else if (logEnded) {
            refuseWaiting();
        }
    }

    private boolean isOpen() {
        return !closing && failure.get() == null;
    }

    private Outcome<Result> stopped() {
        String reason = failure.get();
        return new Outcome.Failure<>(
                FsError.IO,
                reason == null ? "the metadata service is stopping" : "the metadata service has stopped: " + reason);
    }

    /// Ends the pipeline by itself. The first reason is kept.
    void fail(String doing, Throwable cause) {
        String reason = doing + ": " + cause;
        if (failure.compareAndSet(null, reason)) {
            LOG.log(Level.ERROR, "The metadata service stops. " + reason, cause);
        }
    }

    /// Takes no more commands in, applies those that are in, and returns when both threads have ended.
    void close() {
        closing = true;
        join(logThread);
        join(applyThread);
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- log thread

    private void runLog() {
        try {
            while (failure.get() == null) {
                List<Submission> batch = nextBatch();
                if (!batch.isEmpty()) {
                    append(batch);
                } else if (closing) {
                    break;
                }
                releaseLog();
            }
        } catch (IOException | RuntimeException e) {
            fail("append to the log behind sequence=" + appended.value(), e);
        } catch (InterruptedException e) {
            fail("wait for commands", e);
        } finally {
            logEnded = true;
            refuseWaiting();
            refuseDurable();
        }
    }

    private List<Submission> nextBatch() throws InterruptedException {
        List<Submission> batch = new ArrayList<>();
        Submission next = waiting.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
        long bytes = 0;
        while (next != null) {
            batch.add(next);
            bytes += next.entry().remaining();
            boolean full = batch.size() >= settings.batchCommands() || bytes >= BATCH_BYTES;
            next = full ? null : waiting.poll();
        }
        return batch;
    }

    /// Whatever fails, nobody of the batch is left waiting.
    private void append(List<Submission> batch) throws InterruptedException {
        try {
            appendWhatFits(batch);
        } catch (IOException | RuntimeException e) {
            fail("append to the log behind sequence=" + appended.value() + " commands=" + batch.size(), e);
            refuse(batch);
        }
    }

    private void appendWhatFits(List<Submission> batch) throws IOException, InterruptedException {
        List<Submission> accepted = batch;
        if (surroundings.space().usableBytes() < settings.spaceReserveBytes()) {
            accepted = refuseGrowth(batch);
            if (accepted.isEmpty()) {
                return;
            }
        }
        Sequence first = new Sequence(appended.value() + 1);
        List<LogEntry.Stamp> stamps = new ArrayList<>(accepted.size());
        List<ByteBuffer> entries = new ArrayList<>(accepted.size());
        Timestamp now = surroundings.time().now();
        for (Submission submission : accepted) {
            stamped = Timestamp.max(stamped, now);
            LogEntry.Stamp stamp =
                    new LogEntry.Stamp(stamped, surroundings.random().nextLong(), LogEntry.FEATURE_LEVEL);
            LogEntry.stamp(submission.entry(), stamp);
            stamps.add(stamp);
            entries.add(submission.entry());
        }
        Batch next = new Batch(first, accepted, stamps);
        log.append(first, entries);
        appended = new Sequence(first.value() + accepted.size() - 1);
        while (!durable.offer(next, IDLE_MILLIS, TimeUnit.MILLISECONDS)) {
            if (failure.get() != null) {
                refuse(next.submissions);
                return;
            }
        }
    }

    private List<Submission> refuseGrowth(List<Submission> batch) {
        List<Submission> accepted = new ArrayList<>();
        try (Shrinking shrinking = new Shrinking(store.view())) {
            for (Submission submission : batch) {
                if (shrinking.accepts(submission.command())) {
                    accepted.add(submission);
                } else {
                    submission.complete(
                            new Outcome.Failure<>(FsError.NO_SPACE, "the disk of the metadata service is nearly full"));
                }
            }
        }
        return accepted;
    }

    private void releaseLog() throws IOException {
        Sequence upTo = releasable;
        if (upTo.compareTo(released) > 0) {
            log.release(upTo);
            released = upTo;
        }
    }

    private void refuseWaiting() {
        List<Submission> left = new ArrayList<>();
        waiting.drainTo(left);
        refuse(left);
    }

    /// After a failure nobody applies what is durable any more. Each thread calls this at its end, so
    /// whichever hands over or takes over last leaves nobody waiting.
    private void refuseDurable() {
        Batch left = failure.get() == null ? null : durable.poll();
        if (left != null) {
            refuse(left.submissions);
        }
    }

    private void refuse(List<Submission> submissions) {
        submissions.forEach(submission -> submission.complete(stopped()));
    }

    // ---- apply thread

    private void runApply() {
        try {
            while (failure.get() == null) {
                Batch batch = durable.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
                if (batch != null) {
                    apply(batch);
                } else if (logEnded && durable.isEmpty()) {
                    break;
                } else {
                    rest();
                }
            }
            if (failure.get() == null) {
                machine.keepClock(applied);
                store.publish(appended);
            }
        } catch (IOException | RuntimeException | AssertionError e) {
            fail("apply commands", e);
        } catch (InterruptedException e) {
            fail("wait for durable commands", e);
        } finally {
            refuseDurable();
        }
    }

    private void apply(Batch batch) throws IOException {
        List<Outcome<? extends Result>> outcomes = new ArrayList<>(batch.submissions.size());
        try {
            long sequence = batch.first.value();
            for (int i = 0; i < batch.submissions.size(); i++) {
                LogEntry.Stamp stamp = batch.stamps.get(i);
                LogEntry entry = new LogEntry(stamp, batch.submissions.get(i).command(), Bytes.EMPTY);
                outcomes.add(machine.apply(new Sequence(sequence++), entry));
                applied = stamp.time();
            }
            store.publish(new Sequence(sequence - 1));
        } catch (RuntimeException | AssertionError e) {
            fail("apply commands from sequence=" + batch.first.value(), e);
            refuse(batch.submissions);
            return;
        }
        for (int i = 0; i < outcomes.size(); i++) {
            Submission submission = batch.submissions.get(i);
            submission.complete(outcomes.get(i));
            slice = submission == slice ? null : slice;
        }
        machine.takeExpired().forEach(fencer);
        afterBatch(outcomes.size(), new Sequence(batch.first.value() + outcomes.size() - 1));
    }

    private void afterBatch(int commands, Sequence last) throws IOException {
        idleTurns = 0;
        sinceCheckpoint += commands;
        sinceReclaim += commands;
        if (sinceCheckpoint >= settings.checkpointCommands() || store.wantsCheckpoint()) {
            checkpoint(last);
        }
        if (sinceReclaim >= RECLAIM_COMMANDS) {
            reclaimIfNeeded();
        }
    }

    private void checkpoint(Sequence last) throws IOException {
        machine.keepClock(applied);
        store.publish(last);
        Sequence durableNow = store.checkpoint();
        if (durableNow.compareTo(checkpointDurable) > 0) {
            // The log is kept back to the checkpoint before the newest, so that the newest can be given up.
            releasable = checkpointDurable;
            checkpointDurable = durableNow;
        }
        sinceCheckpoint = 0;
        needsCompaction = true;
    }

    /// Nothing to apply: a moment for what can wait.
    private void rest() throws IOException {
        if (++idleTurns % LOOK_AROUND_TURNS == 0) {
            machine.lookEverywhere();
        }
        reclaimIfNeeded();
        if (needsCompaction) {
            needsCompaction = false;
            store.compactSlice();
        }
    }

    /// Logs a slice of background work unless one is on its way.
    private void reclaimIfNeeded() {
        if (!settings.reclaims() || slice != null || closing) {
            return;
        }
        sinceReclaim = 0;
        Timestamp now = Timestamp.max(applied, surroundings.time().now());
        VolumeId volume = machine.volumeWithWork(now);
        if (volume == null) {
            return;
        }
        CommandKey key = new CommandKey(SessionId.OPERATOR, 0, CommandKey.Origin.CLIENT, ++reclaims, 0);
        Command.Reclaim command = new Command.Reclaim(new CommandHeader(volume, key, 0, Caller.ROOT), RECLAIM_LIMIT);
        Submission next = new Submission(command, encode(command), null);
        // A full queue means that there is no quiet moment; the next batch asks again.
        slice = waiting.offer(next) ? next : null;
    }

    private static ByteBuffer encode(Command.Reclaim command) {
        try {
            return LogEntry.encode(command);
        } catch (LogEntry.TooLong e) {
            throw new IllegalStateException("a slice of background work is too long for the log", e);
        }
    }
}
