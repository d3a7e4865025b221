// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.model.identity.ObjectId;
import io.tarnfs.model.identity.VolumeId;
import java.util.Comparator;

/// Names an object in the ledger.
///
/// @param volume the volume
/// @param object the object
public record ObjectKey(VolumeId volume, ObjectId object) implements VolumeScoped {
    /// Ascending, as the bytes of the keys are.
    public static final Comparator<ObjectKey> ORDER =
            Comparator.comparing(ObjectKey::volume).thenComparing(ObjectKey::object);

    /// ```
    /// volume (ordered), object (ordered)
    /// ```
    static final MapKind.Codec<ObjectKey> CODEC = new Layout<>(
            _ -> 20,
            _ -> 64,
            (key, target) -> {
                Fields.putVolume(target, key.volume());
                Fields.putObject(target, key.object());
            },
            source -> new ObjectKey(Fields.getVolume(source), Fields.getObject(source)));
}
