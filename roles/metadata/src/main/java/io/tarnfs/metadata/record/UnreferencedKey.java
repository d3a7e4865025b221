// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.model.identity.ObjectId;
import io.tarnfs.model.identity.Sequence;
import io.tarnfs.model.identity.VolumeId;
import java.util.Comparator;

/// Names an object that nothing refers to, in the order in which objects died.
///
/// @param volume the volume
/// @param died when the last reference went
/// @param object the object
public record UnreferencedKey(VolumeId volume, Sequence died, ObjectId object) implements VolumeScoped {
    /// Ascending, as the bytes of the keys are.
    public static final Comparator<UnreferencedKey> ORDER = Comparator.comparing(UnreferencedKey::volume)
            .thenComparing(UnreferencedKey::died)
            .thenComparing(UnreferencedKey::object);

    /// ```
    /// volume (ordered), died (ordered), object (ordered)
    /// ```
    static final MapKind.Codec<UnreferencedKey> CODEC = new Layout<>(
            _ -> 30,
            _ -> 88,
            (key, target) -> {
                Fields.putVolume(target, key.volume());
                Fields.putOrdered(target, key.died().value());
                Fields.putObject(target, key.object());
            },
            source -> new UnreferencedKey(
                    Fields.getVolume(source), new Sequence(Fields.getOrdered(source)), Fields.getObject(source)));
}
