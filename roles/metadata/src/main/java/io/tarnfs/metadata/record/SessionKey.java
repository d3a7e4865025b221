// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.model.identity.SessionId;
import io.tarnfs.model.identity.VolumeId;
import java.util.Comparator;

/// Names a session.
///
/// @param volume the volume
/// @param session the session
public record SessionKey(VolumeId volume, SessionId session) implements VolumeScoped {
    /// Ascending, as the bytes of the keys are.
    public static final Comparator<SessionKey> ORDER =
            Comparator.comparing(SessionKey::volume).thenComparing(SessionKey::session);

    /// ```
    /// volume (ordered), session (ordered)
    /// ```
    static final MapKind.Codec<SessionKey> CODEC = new Layout<>(
            _ -> 20,
            _ -> 64,
            (key, target) -> {
                Fields.putVolume(target, key.volume());
                Fields.putSession(target, key.session());
            },
            source -> new SessionKey(Fields.getVolume(source), Fields.getSession(source)));
}
