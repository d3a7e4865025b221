// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.time.Timestamp;

/// An inode without a name that is not yet freed.
///
/// ```
/// version 1 | since (timestamp) | tail (bytes)
/// ```
///
/// @param since when its last name went
/// @param tail  fields of a newer build
public record OrphanRecord(Timestamp since, Bytes tail) {
    private static final byte VERSION = 1;

    static final MapKind.Codec<OrphanRecord> CODEC = new Layout<>(
            value -> 24 + value.tail.length(),
            _ -> 48,
            (value, target) -> {
                target.put(VERSION);
                Fields.putTimestamp(target, value.since);
                Fields.putBytes(target, value.tail);
            },
            source -> {
                Fields.expectVersion(source, VERSION, "orphan");
                Timestamp since = Fields.getTimestamp(source);
                return new OrphanRecord(since, Fields.getBytes(source));
            });
}
