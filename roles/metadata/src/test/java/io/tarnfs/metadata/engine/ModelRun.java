// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tarnfs.metadatatestkit.CommandGenerator;
import io.tarnfs.metadatatestkit.ManualTime;
import io.tarnfs.metadatatestkit.TestClient;
import io.tarnfs.metadatatestkit.TreeComparison;
import io.tarnfs.metadatatestkit.TreeModel;
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
import io.tarnfs.model.volume.VolumeInfo;
import io.tarnfs.model.volume.VolumeSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A random run of commands on an engine and on the model, one at a time, compared after each.
final class ModelRun {
    private static final int TWINS = 24;

    private final SplittableRandom random;
    private final ManualTime time;
    private final TreeModel model = new TreeModel();
    private final List<Command<?>> recent = new ArrayList<>();
    private MetadataEngine engine;
    private VolumeInfo volume;
    private Result.SessionGrant grant;
    private CommandGenerator generator;
    private Sequence last = Sequence.NONE;
    private long number;
    private long operatorNumber;

    /// The engine has stopped; whether the command was applied shows after the next start.
    static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient @Nullable Command<?> pending;

        Stopped(@Nullable Command<?> pending, String detail) {
            super(detail);
            this.pending = pending;
        }
    }

    ModelRun(MetadataEngine engine, ManualTime time, SplittableRandom random, long retentionSeconds) {
        this.engine = engine;
        this.time = time;
        this.random = random;
        VolumeSettings settings =
                new VolumeSettings(VolumeSettings.BLOCK_SIZE_MIN, "lz4", "aes", "file:///store", retentionSeconds);
        Command.CreateVolume create = new Command.CreateVolume(operator(VolumeId.SERVICE), "v", settings, List.of());
        volume = TestClient.value(both(create)).info();
        grant = openSession();
        generator = newGenerator();
    }

    private CommandGenerator newGenerator() {
        CommandGenerator next =
                new CommandGenerator(model, volume.id(), volume.settings().blockSizeBytes(), random);
        if (volume.settings().retentionSeconds() > 0) {
            next.withoutFolds();
        }
        return next;
    }

    private Result.SessionGrant openSession() {
        number = 0;
        recent.clear();
        return TestClient.value(both(new Command.OpenSession(operator(volume.id()), "run")));
    }

    CommandHeader operator(VolumeId id) {
        CommandKey key = new CommandKey(SessionId.OPERATOR, 5, CommandKey.Origin.CLIENT, ++operatorNumber, 0);
        return new CommandHeader(id, key, 0, Caller.ROOT);
    }

    MetadataEngine engine() {
        return engine;
    }

    TreeModel model() {
        return model;
    }

    VolumeId volume() {
        return volume.id();
    }

    Sequence last() {
        return last;
    }

    /// Goes on with an engine that was started again.
    void restarted(MetadataEngine next) {
        engine = next;
    }

    /// Goes on with an engine that was started again after it had stopped: sends the command again that was
    /// under way.
    void restarted(MetadataEngine next, Stopped stopped) {
        engine = next;
        Command<?> pending = stopped.pending;
        if (pending != null) {
            learn(both(pending));
        }
    }

    private void learn(Outcome<? extends Result> outcome) {
        if (outcome instanceof Outcome.Success<? extends Result> success) {
            generator.learn(success.value());
        }
    }

    /// Changes the retention of the volume.
    void changeRetention(long seconds) {
        both(new Command.ChangeVolume(operator(volume.id()), seconds, List.of()));
    }

    /// Ends the session, removes the volume and all its records.
    void removeVolume() {
        both(new Command.EndSession(operator(volume.id()), grant.session(), false));
        both(new Command.RemoveVolume(operator(volume.id())));
        while (reclaim(1_000)) {
            time.advanceNanos(1);
        }
    }

    /// Does one random step, which may be a new session or a new life of one.
    void step() {
        int dice = random.nextInt(400);
        if (dice == 0) {
            endSession();
        } else if (dice == 1) {
            resume();
        } else {
            stepWithinSession();
        }
    }

    /// Does one random step.
    void stepWithinSession() {
        time.advanceNanos(random.nextLong(3_000_000));
        int dice = random.nextInt(400);
        if (dice < 20) {
            reclaim(1 + random.nextInt(60));
        } else if (dice < 40 && !recent.isEmpty()) {
            both(recent.get(random.nextInt(recent.size())));
        } else {
            Command<?> command = generator.next(header());
            Outcome<? extends Result> outcome = both(command);
            learn(outcome);
            recent.add(command);
            if (recent.size() > TWINS) {
                recent.removeFirst();
            }
        }
    }

    private CommandHeader header() {
        number++;
        CommandKey key = new CommandKey(grant.session(), grant.incarnation(), CommandKey.Origin.CLIENT, number, 0);
        return new CommandHeader(volume.id(), key, Math.max(0, number - TWINS - 1), Caller.ROOT);
    }

    private void endSession() {
        both(new Command.EndSession(operator(volume.id()), grant.session(), random.nextBoolean()));
        Command<?> late = generator.next(header());
        both(late);
        grant = openSession();
        generator = newGenerator();
    }

    private void resume() {
        Command<?> late = generator.next(header());
        grant = TestClient.value(both(new Command.ResumeSession(operator(volume.id()), grant.session())));
        both(late);
        number = 0;
        recent.clear();
    }

    /// Executes a command on both and compares the outcomes.
    @SuppressWarnings("unchecked")
    <R extends Result> Outcome<R> both(Command<R> command) {
        boolean repeated = model.knows(command.header().key());
        Outcome<R> actual = engine.execute(command);
        if (actual instanceof Outcome.Failure<R>(FsError error, String detail) && error == FsError.IO) {
            throw new Stopped(command, detail);
        }
        Sequence at = actual instanceof Outcome.Success<R> success ? success.at() : Sequence.NONE;
        Outcome<? extends Result> expected = model.apply(command, time.now(), at);
        if (actual instanceof Outcome.Success<R>(Result.IdRange range, var sequence) && !repeated) {
            Outcome.Success<? extends Result> success = (Outcome.Success<? extends Result>) expected;
            Result.IdRange unsalted = (Result.IdRange) success.value();
            assertEquals(new Result.IdRange(range.first(), range.count(), unsalted.salt()), unsalted);
            model.learnSalt(volume.id(), range);
            model.replaceResult(command.header().key(), new Outcome.Success<>(range, sequence));
            expected = actual;
        }
        assertEquals(withoutDetail(expected), withoutDetail(actual), () -> "command=" + command);
        if (actual instanceof Outcome.Success<R> success) {
            last = success.at().compareTo(last) > 0 ? success.at() : last;
        }
        return actual;
    }

    private static Outcome<? extends Result> withoutDetail(Outcome<? extends Result> outcome) {
        return outcome instanceof Outcome.Failure<? extends Result> failure
                ? Outcome.failure(failure.error())
                : outcome;
    }

    /// Logs a slice of background work; returns whether there is more.
    private boolean reclaim(int limit) {
        Outcome<Result.Progress> outcome = engine.execute(new Command.Reclaim(operator(volume.id()), limit));
        if (outcome instanceof Outcome.Failure<Result.Progress>(FsError error, String detail)) {
            assertEquals(FsError.IO, error);
            throw new Stopped(null, detail);
        }
        return TestClient.value(outcome).more();
    }

    /// Works off all background work and compares all that can be asked.
    void compare() {
        while (reclaim(1_000)) {
            time.advanceNanos(1);
        }
        try {
            TreeComparison.compare(model, engine, volume.id());
        } catch (AssertionError e) {
            if (engine.failed().isPresent()) {
                throw new Stopped(null, engine.failed().get());
            }
            throw e;
        }
    }
}
