// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.VolumeId;

/// The volume that has a name.
///
/// ```
/// version 1 | volume (ordered) | tail (bytes)
/// ```
///
/// @param volume the volume
/// @param tail   fields of a newer build
public record VolumeNameRecord(VolumeId volume, Bytes tail) {
    private static final byte VERSION = 1;

    static final MapKind.Codec<VolumeNameRecord> CODEC = new Layout<>(
            value -> 18 + value.tail.length(),
            _ -> 48,
            (value, target) -> {
                target.put(VERSION);
                Fields.putVolume(target, value.volume);
                Fields.putBytes(target, value.tail);
            },
            source -> {
                Fields.expectVersion(source, VERSION, "volume name");
                VolumeId volume = Fields.getVolume(source);
                return new VolumeNameRecord(volume, Fields.getBytes(source));
            });
}
