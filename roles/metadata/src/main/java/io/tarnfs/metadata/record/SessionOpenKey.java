// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.SessionId;
import io.tarnfs.model.identity.VolumeId;
import java.util.Comparator;

/// The same as [OpenKey], to be found by the session.
///
/// @param volume the volume
/// @param session who holds it open
/// @param inode the inode
public record SessionOpenKey(VolumeId volume, SessionId session, InodeId inode) implements VolumeScoped {
    /// Ascending, as the bytes of the keys are.
    public static final Comparator<SessionOpenKey> ORDER = Comparator.comparing(SessionOpenKey::volume)
            .thenComparing(SessionOpenKey::session)
            .thenComparing(SessionOpenKey::inode);

    /// ```
    /// volume (ordered), session (ordered), inode (ordered)
    /// ```
    static final MapKind.Codec<SessionOpenKey> CODEC = new Layout<>(
            _ -> 30,
            _ -> 80,
            (key, target) -> {
                Fields.putVolume(target, key.volume());
                Fields.putSession(target, key.session());
                Fields.putInode(target, key.inode());
            },
            source -> new SessionOpenKey(Fields.getVolume(source), Fields.getSession(source), Fields.getInode(source)));
}
