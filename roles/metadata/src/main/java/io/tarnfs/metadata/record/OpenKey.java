// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.SessionId;
import io.tarnfs.model.identity.VolumeId;
import java.util.Comparator;

/// Tells that a session holds an inode open.
///
/// @param volume the volume
/// @param inode the inode
/// @param session who holds it open
public record OpenKey(VolumeId volume, InodeId inode, SessionId session) implements VolumeScoped {
    /// Ascending, as the bytes of the keys are.
    public static final Comparator<OpenKey> ORDER =
            Comparator.comparing(OpenKey::volume).thenComparing(OpenKey::inode).thenComparing(OpenKey::session);

    /// ```
    /// volume (ordered), inode (ordered), session (ordered)
    /// ```
    static final MapKind.Codec<OpenKey> CODEC = new Layout<>(
            _ -> 30,
            _ -> 80,
            (key, target) -> {
                Fields.putVolume(target, key.volume());
                Fields.putInode(target, key.inode());
                Fields.putSession(target, key.session());
            },
            source -> new OpenKey(Fields.getVolume(source), Fields.getInode(source), Fields.getSession(source)));
}
