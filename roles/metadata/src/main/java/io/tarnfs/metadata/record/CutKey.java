// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.Sequence;
import io.tarnfs.model.identity.VolumeId;
import java.util.Comparator;

/// Names a cut of a file.
///
/// @param volume the volume
/// @param inode the file
/// @param sequence of the command that cut: extents that are not newer are hidden
public record CutKey(VolumeId volume, InodeId inode, Sequence sequence) implements VolumeScoped {
    /// Ascending, as the bytes of the keys are.
    public static final Comparator<CutKey> ORDER =
            Comparator.comparing(CutKey::volume).thenComparing(CutKey::inode).thenComparing(CutKey::sequence);

    /// ```
    /// volume (ordered), inode (ordered), sequence (ordered)
    /// ```
    static final MapKind.Codec<CutKey> CODEC = new Layout<>(
            _ -> 30,
            _ -> 80,
            (key, target) -> {
                Fields.putVolume(target, key.volume());
                Fields.putInode(target, key.inode());
                Fields.putOrdered(target, key.sequence().value());
            },
            source -> new CutKey(
                    Fields.getVolume(source), Fields.getInode(source), new Sequence(Fields.getOrdered(source))));
}
