// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.model.identity.Sequence;
import java.nio.ByteBuffer;

/// Where a replaced record lies in the history of its volume.
///
/// @param sequence of the command that replaced it; [Sequence#NONE] of [#NONE]
/// @param ordinal  counts the records that the command replaced, from 0
public record Moment(Sequence sequence, int ordinal) {
    /// Nowhere: there is no earlier record.
    public static final Moment NONE = new Moment(Sequence.NONE, 0);

    /// An encoded moment has at most this many bytes.
    static final int SIZE_MAX = 2 * Fields.NUMBER_MAX;

    /// Returns whether there is nothing to find: no record, or one that lies left of the edge of retention.
    public boolean isNoneAt(Sequence edge) {
        return sequence.compareTo(edge) <= 0;
    }

    void write(ByteBuffer target) {
        Fields.putSequence(target, sequence);
        Fields.putUnsigned(target, ordinal);
    }

    static Moment read(ByteBuffer source) {
        Sequence sequence = Fields.getSequence(source);
        return new Moment(sequence, Fields.getInt(source));
    }
}
