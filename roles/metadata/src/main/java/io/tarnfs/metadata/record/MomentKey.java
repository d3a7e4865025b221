// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.model.identity.Sequence;
import io.tarnfs.model.identity.VolumeId;
import java.util.Comparator;

/// Names one of the changes of a command.
///
/// @param volume the volume
/// @param sequence of the command
/// @param ordinal counts the records that the command replaced, from 0
public record MomentKey(VolumeId volume, Sequence sequence, int ordinal) implements VolumeScoped {
    /// Ascending, as the bytes of the keys are.
    public static final Comparator<MomentKey> ORDER = Comparator.comparing(MomentKey::volume)
            .thenComparing(MomentKey::sequence)
            .thenComparingInt(MomentKey::ordinal);

    /// ```
    /// volume (ordered), sequence (ordered), ordinal (ordered)
    /// ```
    static final MapKind.Codec<MomentKey> CODEC = new Layout<>(
            _ -> 30,
            _ -> 72,
            (key, target) -> {
                Fields.putVolume(target, key.volume());
                Fields.putOrdered(target, key.sequence().value());
                Fields.putOrdered(target, key.ordinal());
            },
            source -> new MomentKey(
                    Fields.getVolume(source),
                    new Sequence(Fields.getOrdered(source)),
                    Math.toIntExact(Fields.getOrdered(source))));
}
