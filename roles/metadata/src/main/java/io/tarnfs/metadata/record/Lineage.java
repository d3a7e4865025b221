// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.model.identity.Sequence;
import java.nio.ByteBuffer;

/// Where a record stands in the chain of its own earlier versions.
///
/// A walk back to an instant takes log hops, not one for each version: beside its predecessor each version
/// knows one far older version, its jump, chosen so that jumps nest (Eugene W. Myers, "An applicative
/// random-access stack", Information Processing Letters 17 (1983): a version jumps past its predecessor's
/// jump when the last two jumps were of equal length, else just to its predecessor).
///
/// ```
/// 0                                        no lineage: history was off when the record was written
/// 1, since, predecessor, jump, depth       all unsigned
/// ```
///
/// @param since       the command that made this version
/// @param predecessor the version before, or [Moment#NONE]
/// @param jump        a version far before, or [Moment#NONE]
/// @param depth       how many versions lie before this one, as far as they had not been dropped when it
///                    was made
public record Lineage(Sequence since, Moment predecessor, Moment jump, int depth) {
    /// Of a record that was written while no history was kept.
    public static final Lineage NONE = new Lineage(Sequence.NONE, Moment.NONE, Moment.NONE, 0);

    /// An encoded lineage has at most this many bytes.
    static final int SIZE_MAX = 1 + 2 * Fields.NUMBER_MAX + 2 * Moment.SIZE_MAX;

    /// Roughly the heap of a lineage that is not [#NONE], in bytes.
    static final int HEAP = 112;

    /// Returns the lineage of a record that has no earlier version.
    public static Lineage born(Sequence since) {
        return new Lineage(since, Moment.NONE, Moment.NONE, 0);
    }

    void write(ByteBuffer target) {
        if (equals(NONE)) {
            target.put((byte) 0);
            return;
        }
        target.put((byte) 1);
        Fields.putSequence(target, since);
        predecessor.write(target);
        jump.write(target);
        Fields.putUnsigned(target, depth);
    }

    static Lineage read(ByteBuffer source) {
        if (source.get() == 0) {
            return NONE;
        }
        Sequence since = Fields.getSequence(source);
        Moment predecessor = Moment.read(source);
        Moment jump = Moment.read(source);
        return new Lineage(since, predecessor, jump, Fields.getInt(source));
    }
}
