// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

import io.tarnfs.metadata.record.OutcomeCodec;
import io.tarnfs.metadata.record.ResultKey;
import io.tarnfs.metadata.record.ResultRecord;
import io.tarnfs.metadata.record.SessionKey;
import io.tarnfs.metadata.record.SessionRecord;
import io.tarnfs.metadata.record.SessionRecord.Confirmed;
import io.tarnfs.metadata.record.SessionRecord.State;
import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.SessionId;
import io.tarnfs.model.identity.VolumeId;
import io.tarnfs.model.namespace.CommandKey;
import io.tarnfs.model.namespace.CommandKey.Origin;
import io.tarnfs.model.namespace.FsError;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.model.namespace.Result;
import org.jspecify.annotations.Nullable;

/// Kept outcomes, so that a command that comes twice is applied once. Twins meet here, in the order of the
/// log.
final class Results {
    /// The client's confirmations are taken over in runs of this many, so that most commands write no
    /// session record.
    private static final int CLIENT_STEP = 64;

    /// A request of the kernel may arrive so long after a later one was confirmed: a thread that has read
    /// it may have lost the processor to others. Until then its number must not be refused.
    private static final long KERNEL_SECONDS = 2;

    /// The same in numbers, in case the clock jumps; the kernel counts by two.
    private static final long KERNEL_NUMBERS = 4_096;

    /// Every so many commands, results that are confirmed are dropped: three for each command, so that they
    /// never pile up.
    private static final int DROP_EVERY = 16;

    private static final int DROP_MAX = 48;

    /// Nobody repeats an operator's command later than that.
    private static final long OPERATOR_KEPT_SECONDS = 3_600;

    /// Each kept outcome of the operator looks at so many old ones, so that they never pile up.
    private static final int OPERATOR_DROP = 4;

    private final Tables tables;

    Results(Tables tables) {
        this.tables = tables;
    }

    /// Returns the outcome of the command if it has come before, or null.
    @Nullable
    Outcome<Result> find(Turn turn, @Nullable SessionRecord session) {
        ResultRecord kept = tables.results.get(key(turn));
        if (kept != null) {
            return OutcomeCodec.decode(kept.outcome(), kept.at());
        }
        CommandKey key = turn.header().key();
        boolean confirmed =
                session != null && key.number() < session.life().confirmed().of(key.origin());
        Refusal.unless(!confirmed, FsError.STALE, "the command was confirmed before: number=" + key.number());
        return null;
    }

    /// Keeps the outcome of a command and drops what its sender has confirmed.
    void keep(Turn turn, Outcome<? extends Result> outcome) {
        tables.results.put(
                key(turn), new ResultRecord(turn.sequence(), turn.now(), OutcomeCodec.encode(outcome), Bytes.EMPTY));
        if (turn.session().equals(SessionId.OPERATOR)) {
            dropOldOfOperator(turn);
        } else {
            confirm(turn);
        }
    }

    private void confirm(Turn turn) {
        CommandKey key = turn.header().key();
        SessionKey sessionKey = new SessionKey(turn.volume(), key.session());
        SessionRecord session = tables.sessions.get(sessionKey);
        if (session == null || session.state() != State.OPEN) {
            return;
        }
        Confirmed old = session.life().confirmed();
        Confirmed confirmed = key.origin() == Origin.KERNEL
                ? confirmKernel(turn, old)
                : confirmClient(old, turn.header().confirmedBelow());
        if (!confirmed.equals(old)) {
            tables.sessions.put(sessionKey, session.with(session.life().with(confirmed)));
        }
        if (turn.sequence().value() % DROP_EVERY == 0) {
            drop(turn, confirmed.of(key.origin()));
        }
    }

    private static Confirmed confirmClient(Confirmed old, long below) {
        return below - old.client() < CLIENT_STEP
                ? old
                : new Confirmed(old.kernel(), below, old.reported(), old.reportedSince());
    }

    private static Confirmed confirmKernel(Turn turn, Confirmed old) {
        long below = turn.header().confirmedBelow();
        if (below <= old.reported()
                || turn.now().seconds() - old.reportedSince().seconds() < KERNEL_SECONDS) {
            return old;
        }
        long counted = Math.max(old.kernel(), Math.min(old.reported(), below - KERNEL_NUMBERS));
        return new Confirmed(counted, old.client(), below, turn.now());
    }

    private void drop(Turn turn, long below) {
        CommandKey key = turn.header().key();
        ResultKey from = new ResultKey(turn.volume(), key.session(), key.origin(), 0, 0, 0);
        for (var found : Tables.firsts(tables.results, from, DROP_MAX)) {
            ResultKey result = found.key();
            boolean same = result.session().equals(key.session()) && result.origin() == key.origin();
            boolean earlierLife = key.origin() == Origin.CLIENT && result.incarnation() < key.incarnation();
            if (!same || (!earlierLife && result.number() >= below)) {
                return;
            }
            tables.results.remove(result);
        }
    }

    private void dropOldOfOperator(Turn turn) {
        ResultKey from = new ResultKey(VolumeId.SERVICE, SessionId.OPERATOR, Origin.KERNEL, 0, 0, 0);
        for (var found : Tables.firsts(tables.results, from, OPERATOR_DROP)) {
            long age = turn.now().seconds() - found.value().time().seconds();
            if (age > OPERATOR_KEPT_SECONDS) {
                tables.results.remove(found.key());
            }
        }
    }

    /// The operator's commands are kept with the service: some of them make or remove their volume.
    private static ResultKey key(Turn turn) {
        VolumeId volume = turn.session().equals(SessionId.OPERATOR) ? VolumeId.SERVICE : turn.volume();
        return ResultKey.of(volume, turn.header().key());
    }
}
