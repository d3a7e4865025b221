// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.model.identity.VolumeId;
import java.util.Comparator;

/// Names a volume by what people call it.
///
/// @param volume [VolumeId#SERVICE]: names of volumes belong to the service
/// @param name of the volume
public record VolumeNameKey(VolumeId volume, String name) implements VolumeScoped {
    /// Ascending, as the bytes of the keys are.
    public static final Comparator<VolumeNameKey> ORDER =
            Comparator.comparing(VolumeNameKey::volume).thenComparing(VolumeNameKey::name);

    /// ```
    /// volume (ordered, 0), name (text)
    /// ```
    static final MapKind.Codec<VolumeNameKey> CODEC = new Layout<>(
            key -> 10 + Fields.sizeMax(key.name()),
            _ -> 120,
            (key, target) -> {
                Fields.putVolume(target, key.volume());
                Fields.putText(target, key.name());
            },
            source -> new VolumeNameKey(Fields.getVolume(source), Fields.getText(source)));
}
