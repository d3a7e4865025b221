// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.Sequence;
import io.tarnfs.model.time.Timestamp;

/// The kept outcome of a command. It stays encoded: hardly any is ever asked for again.
///
/// ```
/// version 1 | at (unsigned) | time (timestamp) | outcome (bytes, see OutcomeCodec) | tail (bytes)
/// ```
///
/// @param at      the sequence of the command
/// @param time    of the command
/// @param outcome as [OutcomeCodec] wrote it
/// @param tail    fields of a newer build
public record ResultRecord(Sequence at, Timestamp time, Bytes outcome, Bytes tail) {
    private static final byte VERSION = 1;

    static final MapKind.Codec<ResultRecord> CODEC = new Layout<>(
            value -> 48 + value.outcome.length() + value.tail.length(),
            value -> 104 + value.outcome.length(),
            (value, target) -> {
                target.put(VERSION);
                Fields.putSequence(target, value.at);
                Fields.putTimestamp(target, value.time);
                Fields.putBytes(target, value.outcome);
                Fields.putBytes(target, value.tail);
            },
            source -> {
                Fields.expectVersion(source, VERSION, "result");
                Sequence at = Fields.getSequence(source);
                Timestamp time = Fields.getTimestamp(source);
                Bytes outcome = Fields.getBytes(source);
                return new ResultRecord(at, time, outcome, Fields.getBytes(source));
            });
}
