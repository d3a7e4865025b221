// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.VolumeId;
import java.util.Comparator;

/// Names a block of a file.
///
/// @param volume the volume
/// @param inode the file
/// @param block index of the block, from 0
public record BlockKey(VolumeId volume, InodeId inode, long block) implements VolumeScoped {
    /// Ascending. Written out, because every step of every search calls it.
    public static final Comparator<BlockKey> ORDER = BlockKey::compare;

    /// ```
    /// volume (ordered), inode (ordered), block (ordered)
    /// ```
    static final MapKind.Codec<BlockKey> CODEC = new Layout<>(
            _ -> 30,
            _ -> 72,
            (key, target) -> {
                Fields.putVolume(target, key.volume());
                Fields.putInode(target, key.inode());
                Fields.putOrdered(target, key.block());
            },
            source -> new BlockKey(Fields.getVolume(source), Fields.getInode(source), Fields.getOrdered(source)));

    private static int compare(BlockKey a, BlockKey b) {
        int order = Long.compare(a.volume.value(), b.volume.value());
        order = order != 0 ? order : Long.compare(a.inode.value(), b.inode.value());
        return order != 0 ? order : Long.compare(a.block, b.block);
    }
}
