// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.Sequence;

/// A range of a file that was cut away at once while more blocks lie in it than one command may touch.
///
/// It hides the bytes of blocks whose version is not newer than the cut; later slices work it into them.
/// With a retention it stays, finished, until no version that it hides can be read any more.
///
/// ```
/// version 1 | from | to | next | finished (unsigned) | tail (bytes)
/// ```
///
/// @param from     first byte of the range
/// @param to       first byte behind it
/// @param next     block at which the next slice goes on
/// @param finished the command that worked the last block in, or [Sequence#NONE]
/// @param tail     fields of a newer build
public record CutRecord(long from, long to, long next, Sequence finished, Bytes tail) {
    private static final byte VERSION = 1;

    static final MapKind.Codec<CutRecord> CODEC = new Layout<>(
            value -> 48 + value.tail.length(),
            _ -> 64,
            (value, target) -> {
                target.put(VERSION);
                Fields.putUnsigned(target, value.from);
                Fields.putUnsigned(target, value.to);
                Fields.putUnsigned(target, value.next);
                Fields.putSequence(target, value.finished);
                Fields.putBytes(target, value.tail);
            },
            source -> {
                Fields.expectVersion(source, VERSION, "cut");
                long from = Fields.getUnsigned(source);
                long to = Fields.getUnsigned(source);
                long next = Fields.getUnsigned(source);
                Sequence finished = Fields.getSequence(source);
                return new CutRecord(from, to, next, finished, Fields.getBytes(source));
            });

    /// Returns the same cut, worked in up to block `block`.
    public CutRecord at(long block) {
        return new CutRecord(from, to, block, finished, tail);
    }

    /// Returns the same cut, worked into all blocks.
    public CutRecord finishedAt(Sequence sequence) {
        return new CutRecord(from, to, next, sequence, tail);
    }
}
