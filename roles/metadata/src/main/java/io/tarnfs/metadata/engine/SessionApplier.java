// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

import io.tarnfs.metadata.record.CountersRecord;
import io.tarnfs.metadata.record.Presence;
import io.tarnfs.metadata.record.RangeKey;
import io.tarnfs.metadata.record.RangeRecord;
import io.tarnfs.metadata.record.ServiceRecord;
import io.tarnfs.metadata.record.SessionKey;
import io.tarnfs.metadata.record.SessionRangeKey;
import io.tarnfs.metadata.record.SessionRecord;
import io.tarnfs.metadata.record.SessionRecord.Confirmed;
import io.tarnfs.metadata.record.SessionRecord.Life;
import io.tarnfs.metadata.record.SessionRecord.State;
import io.tarnfs.metadata.record.VolumeKey;
import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.Epoch;
import io.tarnfs.model.identity.ObjectId;
import io.tarnfs.model.identity.SessionId;
import io.tarnfs.model.identity.VolumeId;
import io.tarnfs.model.namespace.Command;
import io.tarnfs.model.namespace.CommandKey;
import io.tarnfs.model.namespace.FsError;
import io.tarnfs.model.namespace.Result;
import org.jspecify.annotations.Nullable;

/// Applies the commands that open, resume and end sessions and lease object ids to them, and says who may
/// send commands.
final class SessionApplier {
    /// A range large enough for a terabyte of blocks, so that leasing is rare.
    private static final int RANGE_MAX = 65_536;

    /// Names of holders are shown to people: a host and a path.
    private static final int HOLDER_MAX = 8 << 10;

    private final Tables tables;
    private final VolumeApplier volumes;

    SessionApplier(Tables tables, VolumeApplier volumes) {
        this.tables = tables;
        this.volumes = volumes;
    }

    /// Refuses a command whose session is not open, or which belongs to another life of it.
    ///
    /// @return the session, or null for a command of the operator
    @Nullable
    SessionRecord admit(Turn turn) {
        CommandKey key = turn.header().key();
        if (key.session().equals(SessionId.OPERATOR)) {
            return null;
        }
        SessionRecord session = tables.sessions.get(new SessionKey(turn.volume(), key.session()));
        if (session == null || session.state() != State.OPEN) {
            throw new Refusal(
                    FsError.FENCED,
                    "the session has ended: session=" + key.session().value());
        }
        Refusal.unless(
                key.incarnation() == session.life().incarnation(),
                FsError.FENCED,
                "the session was resumed by another process: session="
                        + key.session().value());
        return session;
    }

    Result.SessionGrant open(Turn turn, Command.OpenSession command) {
        volumes.existing(turn.volume());
        Refusal.unless(command.holder().length() <= HOLDER_MAX, FsError.INVALID, "the holder's name is too long");
        String holder = volumes.holder(turn.volume());
        Refusal.unless(holder == null, FsError.BUSY, "the volume is mounted: holder=" + holder);

        ServiceRecord service = tables.service();
        tables.service.put(new VolumeKey(VolumeId.SERVICE), service.withNewSession());
        SessionId id = new SessionId(service.nextSession());
        Epoch epoch = new Epoch(service.nextEpoch());
        SessionRecord session = new SessionRecord(
                State.OPEN, command.holder(), turn.now(), new Life(epoch, 1, Confirmed.NOTHING), Bytes.EMPTY);
        tables.sessions.put(new SessionKey(turn.volume(), id), session);
        return new Result.SessionGrant(id, epoch, 1);
    }

    Result.SessionGrant resume(Turn turn, Command.ResumeSession command) {
        volumes.existing(turn.volume());
        SessionKey key = new SessionKey(turn.volume(), command.session());
        SessionRecord session = tables.sessions.get(key);
        if (session == null || session.state() != State.OPEN) {
            throw new Refusal(
                    FsError.FENCED,
                    "the session has ended: session=" + command.session().value());
        }
        Life old = session.life();
        Confirmed confirmed = old.confirmed();
        Life life = new Life(
                old.epoch(),
                old.incarnation() + 1,
                new Confirmed(confirmed.kernel(), 0, confirmed.reported(), confirmed.reportedSince()));
        tables.sessions.put(key, session.with(life));
        return new Result.SessionGrant(command.session(), life.epoch(), life.incarnation());
    }

    /// Ends a session; ending one that has ended is no failure.
    ///
    /// @return whether it was open
    boolean end(Turn turn, Command.EndSession command) {
        volumes.existing(turn.volume());
        CommandKey by = turn.header().key();
        SessionKey key = new SessionKey(turn.volume(), command.session());
        SessionRecord session = tables.sessions.get(key);
        if (session == null || session.state() != State.OPEN) {
            return false;
        }
        boolean operator = by.session().equals(SessionId.OPERATOR);
        boolean itself = by.session().equals(command.session())
                && by.incarnation() == session.life().incarnation();
        Refusal.unless(operator || itself, FsError.FENCED, "a session ends only itself");
        tables.sessions.put(key, session.with(command.expired() ? State.EXPIRED : State.CLOSED));
        return true;
    }

    Result.IdRange lease(Turn turn, Command.LeaseIds command, @Nullable SessionRecord session) {
        if (session == null) {
            throw new Refusal(FsError.INVALID, "only a session leases object ids");
        }
        Refusal.unless(command.count() >= 1 && command.count() <= RANGE_MAX, FsError.INVALID);
        CountersRecord counters = tables.counters(turn.volume());
        tables.counters.put(new VolumeKey(turn.volume()), counters.withLeased(command.count()));
        ObjectId first = new ObjectId(counters.nextObject());
        ObjectId last = new ObjectId(first.value() + command.count() - 1);
        RangeRecord range = new RangeRecord(
                first,
                command.count(),
                turn.nextRandom(),
                new RangeRecord.Lease(turn.session(), session.life().epoch(), true),
                Bytes.EMPTY);
        tables.ranges.put(new RangeKey(turn.volume(), last), range);
        tables.sessionRanges.put(new SessionRangeKey(turn.volume(), turn.session(), last), Presence.HERE);
        return new Result.IdRange(first, command.count(), range.salt());
    }
}
