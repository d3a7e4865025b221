// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

import io.tarnfs.metadata.record.OutcomeCodec;
import io.tarnfs.metadata.record.ResultKey;
import io.tarnfs.metadata.record.ResultRecord;
import io.tarnfs.metadata.record.SessionKey;
import io.tarnfs.metadata.record.SessionRecord;
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
    /// Confirmed results are dropped in runs of this many numbers, so that most commands write no session
    /// record.
    private static final int CONFIRM_STEP = 64;

    /// A run of numbers may hold several steps each.
    private static final int DROP_MAX = 200;

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
        boolean confirmed = session != null && key.number() < session.life().confirmed(key.origin());
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
        long below = turn.header().confirmedBelow();
        if (session == null
                || session.state() != State.OPEN
                || below - session.life().confirmed(key.origin()) < CONFIRM_STEP) {
            return;
        }
        tables.sessions.put(sessionKey, session.with(session.life().confirm(key.origin(), below)));
        ResultKey from = new ResultKey(turn.volume(), key.session(), key.origin(), 0, 0, 0);
        for (var found : Tables.firsts(tables.results, from, DROP_MAX)) {
            ResultKey result = found.key();
            boolean same = result.session().equals(key.session()) && result.origin() == key.origin();
            boolean earlierLife = key.origin() == Origin.CLIENT && result.incarnation() < key.incarnation();
            if (!same || (!earlierLife && result.number() >= below)) {
                break;
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
