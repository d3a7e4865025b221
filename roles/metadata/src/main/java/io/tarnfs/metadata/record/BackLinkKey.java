// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.VolumeId;
import io.tarnfs.model.namespace.Name;
import java.util.Comparator;

/// Names a link from an inode back to one of its names.
///
/// @param volume the volume
/// @param inode the inode
/// @param parent a directory that it has a name in
/// @param name that name
public record BackLinkKey(VolumeId volume, InodeId inode, InodeId parent, Name name) implements VolumeScoped {
    /// Ascending. Written out, because every step of every search calls it.
    public static final Comparator<BackLinkKey> ORDER = BackLinkKey::compare;

    /// ```
    /// volume (ordered), inode (ordered), parent (ordered), name (length in one byte, bytes)
    /// ```
    static final MapKind.Codec<BackLinkKey> CODEC = new Layout<>(
            key -> 30 + Fields.sizeMax(key.name()),
            _ -> 160,
            (key, target) -> {
                Fields.putVolume(target, key.volume());
                Fields.putInode(target, key.inode());
                Fields.putInode(target, key.parent());
                Fields.putName(target, key.name());
            },
            source -> new BackLinkKey(
                    Fields.getVolume(source),
                    Fields.getInode(source),
                    Fields.getInode(source),
                    Fields.getName(source)));

    private static int compare(BackLinkKey a, BackLinkKey b) {
        int order = Long.compare(a.volume.value(), b.volume.value());
        order = order != 0 ? order : Long.compare(a.inode.value(), b.inode.value());
        order = order != 0 ? order : Long.compare(a.parent.value(), b.parent.value());
        return order != 0 ? order : a.name.compareTo(b.name);
    }
}
