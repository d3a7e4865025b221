// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.model.identity.ObjectId;
import io.tarnfs.model.identity.VolumeId;
import java.util.Comparator;

/// Names a leased range of object ids by its last id, so that a scan from an id meets the range that holds
/// it first.
///
/// @param volume the volume
/// @param last the largest id of the range
public record RangeKey(VolumeId volume, ObjectId last) implements VolumeScoped {
    /// Ascending, as the bytes of the keys are.
    public static final Comparator<RangeKey> ORDER =
            Comparator.comparing(RangeKey::volume).thenComparing(RangeKey::last);

    /// ```
    /// volume (ordered), last (ordered)
    /// ```
    static final MapKind.Codec<RangeKey> CODEC = new Layout<>(
            _ -> 20,
            _ -> 64,
            (key, target) -> {
                Fields.putVolume(target, key.volume());
                Fields.putObject(target, key.last());
            },
            source -> new RangeKey(Fields.getVolume(source), Fields.getObject(source)));
}
