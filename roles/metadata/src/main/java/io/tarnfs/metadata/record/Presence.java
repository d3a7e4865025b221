// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.model.content.Bytes;

/// Says no more than its key: that there is a back link, that an inode is open, that something waits.
///
/// ```
/// version 1 | tail (bytes)
/// ```
///
/// @param tail fields of a newer build
public record Presence(Bytes tail) {
    /// The record as this build makes it.
    public static final Presence HERE = new Presence(Bytes.EMPTY);

    private static final byte VERSION = 1;

    static final MapKind.Codec<Presence> CODEC = new Layout<>(
            value -> 6 + value.tail.length(),
            value -> value.equals(HERE) ? 0 : 32,
            (value, target) -> {
                target.put(VERSION);
                Fields.putBytes(target, value.tail);
            },
            source -> {
                Fields.expectVersion(source, VERSION, "presence");
                Bytes tail = Fields.getBytes(source);
                return tail.length() == 0 ? HERE : new Presence(tail);
            });
}
