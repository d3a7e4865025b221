// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.VolumeId;
import java.util.Comparator;

/// Names an inode.
///
/// @param volume the volume
/// @param inode the inode
public record InodeKey(VolumeId volume, InodeId inode) implements VolumeScoped {
    /// Ascending, as the bytes of the keys are.
    public static final Comparator<InodeKey> ORDER =
            Comparator.comparing(InodeKey::volume).thenComparing(InodeKey::inode);

    /// ```
    /// volume (ordered), inode (ordered)
    /// ```
    static final MapKind.Codec<InodeKey> CODEC = new Layout<>(
            _ -> 20,
            _ -> 64,
            (key, target) -> {
                Fields.putVolume(target, key.volume());
                Fields.putInode(target, key.inode());
            },
            source -> new InodeKey(Fields.getVolume(source), Fields.getInode(source)));
}
