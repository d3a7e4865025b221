// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.model.identity.SessionId;
import io.tarnfs.model.identity.VolumeId;
import io.tarnfs.model.namespace.CommandKey;
import io.tarnfs.model.namespace.CommandKey.Origin;
import java.util.Comparator;

/// Names the kept outcome of a command.
///
/// @param volume the volume
/// @param session who sent it
/// @param origin who numbered it
/// @param incarnation 0 if the kernel numbered it: its numbers outlive an incarnation
/// @param number of the request
/// @param step within the request
public record ResultKey(VolumeId volume, SessionId session, Origin origin, long incarnation, long number, int step)
        implements VolumeScoped {
    /// Ascending, as the bytes of the keys are.
    public static final Comparator<ResultKey> ORDER = Comparator.comparing(ResultKey::volume)
            .thenComparing(ResultKey::session)
            .thenComparing(ResultKey::origin)
            .thenComparingLong(ResultKey::incarnation)
            .thenComparingLong(ResultKey::number)
            .thenComparingInt(ResultKey::step);

    /// ```
    /// volume (ordered), session (ordered), origin (0 kernel, 1 client), incarnation, number, step (ordered)
    /// ```
    static final MapKind.Codec<ResultKey> CODEC = new Layout<>(
            _ -> 51,
            _ -> 96,
            (key, target) -> {
                Fields.putVolume(target, key.volume());
                Fields.putSession(target, key.session());
                target.put((byte) (key.origin() == Origin.KERNEL ? 0 : 1));
                Fields.putOrdered(target, key.incarnation());
                Fields.putOrdered(target, key.number());
                Fields.putOrdered(target, key.step());
            },
            source -> new ResultKey(
                    Fields.getVolume(source),
                    Fields.getSession(source),
                    source.get() == 0 ? Origin.KERNEL : Origin.CLIENT,
                    Fields.getOrdered(source),
                    Fields.getOrdered(source),
                    Math.toIntExact(Fields.getOrdered(source))));

    /// Returns the key under which the outcome of a command is kept.
    public static ResultKey of(VolumeId volume, CommandKey key) {
        long incarnation = key.origin() == Origin.KERNEL ? 0 : key.incarnation();
        return new ResultKey(volume, key.session(), key.origin(), incarnation, key.number(), key.step());
    }
}
