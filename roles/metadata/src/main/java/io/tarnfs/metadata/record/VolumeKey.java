// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.model.identity.VolumeId;
import java.util.Comparator;

/// Names a volume, or with [VolumeId#SERVICE] the service itself.
///
/// @param volume the volume
public record VolumeKey(VolumeId volume) implements VolumeScoped {
    /// Ascending, as the bytes of the keys are.
    public static final Comparator<VolumeKey> ORDER = Comparator.comparing(VolumeKey::volume);

    /// ```
    /// volume (ordered)
    /// ```
    static final MapKind.Codec<VolumeKey> CODEC = new Layout<>(
            _ -> 10,
            _ -> 40,
            (key, target) -> {
                Fields.putVolume(target, key.volume());
            },
            source -> new VolumeKey(Fields.getVolume(source)));
}
