// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.VolumeId;
import io.tarnfs.model.namespace.Name;
import java.util.Comparator;

/// Names a name in a directory. The hash comes first, so that a listing can be resumed at a cookie.
///
/// @param volume the volume
/// @param parent the directory
/// @param hash 62 bits: SipHash-2-4 of the name, keyed by the volume
/// @param name the name
public record DentryKey(VolumeId volume, InodeId parent, long hash, Name name) implements VolumeScoped {
    /// Ascending. Written out, because every step of every search calls it.
    public static final Comparator<DentryKey> ORDER = DentryKey::compare;

    /// ```
    /// volume (ordered), parent (ordered), hash (ordered), name (length in one byte, bytes)
    /// ```
    static final MapKind.Codec<DentryKey> CODEC = new Layout<>(
            key -> 30 + Fields.sizeMax(key.name()),
            _ -> 160,
            (key, target) -> {
                Fields.putVolume(target, key.volume());
                Fields.putInode(target, key.parent());
                Fields.putOrdered(target, key.hash());
                Fields.putName(target, key.name());
            },
            source -> new DentryKey(
                    Fields.getVolume(source),
                    Fields.getInode(source),
                    Fields.getOrdered(source),
                    Fields.getName(source)));

    /// Returns a key in front of every name of a directory whose hash is `hash` or more.
    public static DentryKey atHash(VolumeId volume, InodeId parent, long hash) {
        return new DentryKey(volume, parent, hash, FIRST_NAME);
    }

    /// The least of all names: no name is shorter than one byte, and no byte of a name is smaller than 1.
    private static final Name FIRST_NAME = new Name("\u0001");

    private static int compare(DentryKey a, DentryKey b) {
        int order = Long.compare(a.volume.value(), b.volume.value());
        order = order != 0 ? order : Long.compare(a.parent.value(), b.parent.value());
        order = order != 0 ? order : Long.compare(a.hash, b.hash);
        return order != 0 ? order : a.name.compareTo(b.name);
    }
}
