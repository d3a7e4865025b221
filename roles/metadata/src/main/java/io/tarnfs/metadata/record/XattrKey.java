// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.VolumeId;
import io.tarnfs.model.namespace.Name;
import java.util.Comparator;

/// Names an extended attribute.
///
/// @param volume the volume
/// @param inode the inode
/// @param name of the attribute
public record XattrKey(VolumeId volume, InodeId inode, Name name) implements VolumeScoped {
    /// Ascending. Written out, because every step of every search calls it.
    public static final Comparator<XattrKey> ORDER = XattrKey::compare;

    /// ```
    /// volume (ordered), inode (ordered), name (length in one byte, bytes)
    /// ```
    static final MapKind.Codec<XattrKey> CODEC = new Layout<>(
            key -> 20 + Fields.sizeMax(key.name()),
            _ -> 128,
            (key, target) -> {
                Fields.putVolume(target, key.volume());
                Fields.putInode(target, key.inode());
                Fields.putName(target, key.name());
            },
            source -> new XattrKey(Fields.getVolume(source), Fields.getInode(source), Fields.getName(source)));

    private static int compare(XattrKey a, XattrKey b) {
        int order = Long.compare(a.volume.value(), b.volume.value());
        order = order != 0 ? order : Long.compare(a.inode.value(), b.inode.value());
        return order != 0 ? order : a.name.compareTo(b.name);
    }
}
