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
    /// Ascending. Written out, because every step of every search calls it.
    public static final Comparator<InodeKey> ORDER = InodeKey::compare;

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

    private static int compare(InodeKey a, InodeKey b) {
        int order = Long.compare(a.volume.value(), b.volume.value());
        return order != 0 ? order : Long.compare(a.inode.value(), b.inode.value());
    }
}
