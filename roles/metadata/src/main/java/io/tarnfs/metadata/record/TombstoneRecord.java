// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.model.content.Bytes;

/// Stands, in the same order, where a removed record stood, as long as an earlier version of it can be
/// read.
///
/// ```
/// version 1 | lineage | tail (bytes)
/// ```
///
/// @param lineage since when the record is absent, and what came before
/// @param tail    fields of a newer build
public record TombstoneRecord(Lineage lineage, Bytes tail) {
    private static final byte VERSION = 1;

    static final MapKind.Codec<TombstoneRecord> CODEC = new Layout<>(
            value -> 8 + Lineage.SIZE_MAX + value.tail.length(),
            _ -> 32 + Lineage.HEAP,
            (value, target) -> {
                target.put(VERSION);
                value.lineage.write(target);
                Fields.putBytes(target, value.tail);
            },
            source -> {
                Fields.expectVersion(source, VERSION, "tombstone");
                Lineage lineage = Lineage.read(source);
                return new TombstoneRecord(lineage, Fields.getBytes(source));
            });
}
