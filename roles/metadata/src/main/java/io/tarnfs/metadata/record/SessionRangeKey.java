// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.model.identity.ObjectId;
import io.tarnfs.model.identity.SessionId;
import io.tarnfs.model.identity.VolumeId;
import java.util.Comparator;

/// Leads from a session to a range of object ids that it leased.
///
/// @param volume the volume
/// @param session the session
/// @param last the largest id of the range
public record SessionRangeKey(VolumeId volume, SessionId session, ObjectId last) implements VolumeScoped {
    /// Ascending, as the bytes of the keys are.
    public static final Comparator<SessionRangeKey> ORDER = Comparator.comparing(SessionRangeKey::volume)
            .thenComparing(SessionRangeKey::session)
            .thenComparing(SessionRangeKey::last);

    /// ```
    /// volume (ordered), session (ordered), last (ordered)
    /// ```
    static final MapKind.Codec<SessionRangeKey> CODEC = new Layout<>(
            _ -> 30,
            _ -> 80,
            (key, target) -> {
                Fields.putVolume(target, key.volume());
                Fields.putSession(target, key.session());
                Fields.putObject(target, key.last());
            },
            source ->
                    new SessionRangeKey(Fields.getVolume(source), Fields.getSession(source), Fields.getObject(source)));
}
