// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.history;

import io.tarnfs.metadata.checkpoint.StateMap;
import io.tarnfs.metadata.record.HistoryRecord;
import io.tarnfs.metadata.record.HistoryRecord.Kind;
import io.tarnfs.metadata.record.Lineage;
import io.tarnfs.metadata.record.Moment;
import io.tarnfs.metadata.record.MomentKey;
import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.Sequence;
import io.tarnfs.model.identity.VolumeId;
import io.tarnfs.model.time.Timestamp;

/// The append-only map of replaced records, and the command that is replacing some. Writer thread only.
public final class Chronicle {
    private final StateMap<MomentKey, HistoryRecord> history;
    private VolumeId volume = VolumeId.SERVICE;
    private Sequence sequence = Sequence.NONE;
    private Timestamp now = Timestamp.EPOCH;
    private Sequence edge = Sequence.NONE;
    private boolean keeps;
    private int ordinal;

    /// Makes a chronicle that writes to `history`.
    public Chronicle(StateMap<MomentKey, HistoryRecord> history) {
        this.history = history;
    }

    /// Begins a command; replaced records are not kept until [#keepFrom].
    public void begin(VolumeId ofVolume, Sequence at, Timestamp time) {
        volume = ofVolume;
        sequence = at;
        now = time;
        keeps = false;
        ordinal = 0;
    }

    /// Keeps what this command replaces; nothing at or left of `left` can be read back any more.
    public void keepFrom(Sequence left) {
        keeps = true;
        edge = left;
    }

    boolean keeps() {
        return keeps;
    }

    Sequence sequence() {
        return sequence;
    }

    /// Keeps one replaced version and returns the lineage of the version that takes its place.
    ///
    /// @param value the replaced value without its lineage; empty for an absence
    Lineage keep(Kind kind, Bytes key, Bytes value, Lineage old) {
        Moment moment = new Moment(sequence, ordinal++);
        history.put(
                new MomentKey(volume, moment.sequence(), moment.ordinal()),
                new HistoryRecord(kind, key, value, old, now, Bytes.EMPTY));
        if (old.predecessor().isNoneAt(edge)) {
            return new Lineage(sequence, moment, moment, 1);
        }
        return new Lineage(sequence, moment, jumpOver(moment, old), old.depth() + 1);
    }

    /// Returns where the version after `old` jumps to: past old's jump if that and the jump before it were
    /// of equal length, else just to `old`.
    private Moment jumpOver(Moment moment, Lineage old) {
        if (old.jump().isNoneAt(edge)) {
            return moment;
        }
        HistoryRecord target = history.get(
                new MomentKey(volume, old.jump().sequence(), old.jump().ordinal()));
        if (target == null) {
            throw new IllegalStateException("a jump leads nowhere: volume=" + volume.value() + " sequence="
                    + old.jump().sequence().value() + " ordinal=" + old.jump().ordinal() + " edge=" + edge.value());
        }
        Lineage beyond = target.lineage();
        if (beyond.jump().isNoneAt(edge)) {
            return moment;
        }
        HistoryRecord further = history.get(
                new MomentKey(volume, beyond.jump().sequence(), beyond.jump().ordinal()));
        if (further == null) {
            throw new IllegalStateException("a jump leads nowhere: volume=" + volume.value() + " sequence="
                    + beyond.jump().sequence().value() + " ordinal="
                    + beyond.jump().ordinal() + " edge="
                    + edge.value());
        }
        int nearLength = old.depth() - beyond.depth();
        int farLength = beyond.depth() - further.lineage().depth();
        return nearLength == farLength ? beyond.jump() : moment;
    }
}
