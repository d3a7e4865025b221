// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

import io.tarnfs.metadata.checkpoint.StateStore;
import io.tarnfs.metadata.record.LogEntry;
import io.tarnfs.metadata.record.SessionKey;
import io.tarnfs.metadata.record.SessionRecord;
import io.tarnfs.model.identity.Sequence;
import io.tarnfs.model.identity.SessionId;
import io.tarnfs.model.identity.VolumeId;
import io.tarnfs.model.namespace.Command;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.model.namespace.Result;
import io.tarnfs.model.time.Timestamp;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Applies commands in the order of the log: the same entries give the same state, always. Writer thread
/// only.
final class StateMachine {
    private final Tables tables;
    private final Results results;
    private final VolumeApplier volumes;
    private final SessionApplier sessions;
    private final NameApplier names;
    private final AttributeApplier attributes;
    private final XattrApplier xattrs;
    private final DataApplier data;
    private final ReclaimApplier reclaim;
    private final Set<VolumeId> leftWork = new HashSet<>();
    private final List<SessionId> expired = new ArrayList<>();

    StateMachine(StateStore store) {
        tables = new Tables(store);
        Inodes inodes = new Inodes(tables);
        Blocks blocks = new Blocks(tables);
        results = new Results(tables);
        volumes = new VolumeApplier(tables);
        sessions = new SessionApplier(tables, volumes);
        names = new NameApplier(tables, inodes);
        attributes = new AttributeApplier(tables, inodes, blocks);
        xattrs = new XattrApplier(tables, inodes);
        data = new DataApplier(tables, inodes, blocks);
        reclaim = new ReclaimApplier(tables, inodes, blocks);
    }

    /// Applies one entry.
    Outcome<? extends Result> apply(Sequence sequence, LogEntry entry) {
        LogEntry.Stamp stamp = entry.stamp();
        Command<?> command = entry.command();
        Turn turn = new Turn(sequence, stamp.time(), stamp.random(), command.header());
        tables.begin(turn);
        if (leavesWork(command)) {
            leftWork.add(turn.volume());
        }
        Outcome<? extends Result> outcome;
        try {
            outcome = admit(turn, command);
        } catch (Refusal refusal) {
            outcome = refused(turn, refusal);
        }
        assert turn.touched() <= Turn.RECORDS_MAX : "command=" + command.getClass() + " touched=" + turn.touched();
        return outcome;
    }

    private Outcome<? extends Result> admit(Turn turn, Command<?> command) {
        if (command instanceof Command.EndSession end && !isOpen(turn, end.session())) {
            return new Outcome.Success<>(new Result.Done(), turn.sequence());
        }
        SessionRecord session = sessions.admit(turn);
        if (mayRepeat(command)) {
            return run(turn, command, session);
        }
        Outcome<Result> earlier = results.find(turn, session);
        if (earlier != null) {
            return earlier;
        }
        Outcome<? extends Result> outcome = run(turn, command, session);
        results.keep(turn, outcome);
        return outcome;
    }

    private boolean isOpen(Turn turn, SessionId session) {
        SessionRecord record = tables.sessions.get(new SessionKey(turn.volume(), session));
        return record != null && record.state() == SessionRecord.State.OPEN;
    }

    private Outcome<? extends Result> run(Turn turn, Command<?> command, @Nullable SessionRecord session) {
        try {
            return new Outcome.Success<>(dispatch(turn, command, session), turn.sequence());
        } catch (Refusal refusal) {
            return refused(turn, refusal);
        }
    }

    private static Outcome<? extends Result> refused(Turn turn, Refusal refusal) {
        if (turn.touched() > 0) {
            throw new IllegalStateException(
                    "a command was refused after it had changed something: sequence="
                            + turn.sequence().value() + " error=" + refusal.error(),
                    refusal);
        }
        return new Outcome.Failure<>(refusal.error(), refusal.detail());
    }

    private Result dispatch(Turn turn, Command<?> command, @Nullable SessionRecord session) {
        if (!(command instanceof Command.CreateVolume) && !(command instanceof Command.Reclaim)) {
            volumes.existing(turn.volume());
        }
        return switch (command) {
            case Command.CreateVolume c -> volumes.create(turn, c);
            case Command.ChangeVolume c -> volumes.change(turn, c);
            case Command.RemoveVolume _ -> volumes.remove(turn);
            case Command.OpenSession c -> sessions.open(turn, c);
            case Command.ResumeSession c -> sessions.resume(turn, c);
            case Command.EndSession c -> end(turn, c);
            case Command.LeaseIds c -> sessions.lease(turn, c, session);
            case Command.MakeNode c -> names.makeNode(turn, c);
            case Command.Link c -> names.link(turn, c);
            case Command.Remove c -> names.remove(turn, c);
            case Command.Rename c -> names.rename(turn, c);
            case Command.SetAttributes c -> attributes.setAttributes(turn, c);
            case Command.SetXattr c -> xattrs.set(turn, c);
            case Command.RemoveXattr c -> xattrs.remove(turn, c);
            case Command.CommitExtents c -> data.commit(turn, c);
            case Command.FoldBlock c -> data.fold(turn, c);
            case Command.ReportOpen c -> data.reportOpen(turn, c);
            case Command.Reclaim c -> reclaim.reclaim(turn, c);
            case Command.CondemnObjects c -> reclaim.condemn(turn, c);
            case Command.ForgetObjects c -> reclaim.forget(turn, c);
        };
    }

    private Result.Done end(Turn turn, Command.EndSession command) {
        if (sessions.end(turn, command) && command.expired()) {
            expired.add(command.session());
        }
        return new Result.Done();
    }

    /// Slices of background work may be done twice, so their outcomes need not be kept.
    private static boolean mayRepeat(Command<?> command) {
        return command instanceof Command.Reclaim
                || command instanceof Command.CondemnObjects
                || command instanceof Command.ForgetObjects;
    }

    private static boolean leavesWork(Command<?> command) {
        return command instanceof Command.Remove
                || command instanceof Command.Rename
                || command instanceof Command.SetAttributes
                || command instanceof Command.CommitExtents
                || command instanceof Command.FoldBlock
                || command instanceof Command.ReportOpen
                || command instanceof Command.EndSession
                || command instanceof Command.ChangeVolume
                || command instanceof Command.RemoveVolume;
    }

    /// Returns a volume with background work to log a slice for, or null. A volume that turns out to have
    /// none is not asked again until a command leaves some.
    @Nullable
    VolumeId volumeWithWork(Timestamp now) {
        var volumesLeft = leftWork.iterator();
        while (volumesLeft.hasNext()) {
            VolumeId volume = volumesLeft.next();
            if (reclaim.hasWork(volume, now.seconds())) {
                return volume;
            }
            volumesLeft.remove();
        }
        return null;
    }

    /// Asks all volumes again: after a start, and now and then because history grows old by itself.
    void lookEverywhere() {
        leftWork.addAll(volumes.all());
    }

    /// Returns the sessions that were expired since the last call.
    List<SessionId> takeExpired() {
        if (expired.isEmpty()) {
            return List.of();
        }
        List<SessionId> taken = List.copyOf(expired);
        expired.clear();
        return taken;
    }

    /// Returns the time up to which commands were stamped before the last checkpoint.
    Timestamp clock() {
        return tables.service().clock();
    }

    /// Keeps the time of the last command; before a checkpoint.
    void keepClock(Timestamp clock) {
        tables.keepClock(clock);
    }
}
