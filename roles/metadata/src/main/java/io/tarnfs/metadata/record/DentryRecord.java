// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.namespace.FileType;

/// Where a name leads.
///
/// ```
/// version 1 | type (bits of st_mode >> 12) | inode (ordered) | lineage | tail (bytes)
/// ```
///
/// @param inode   where it leads
/// @param type    what that inode is, so that a listing need not read it
/// @param lineage its earlier versions
/// @param tail    fields of a newer build
public record DentryRecord(InodeId inode, FileType type, Lineage lineage, Bytes tail)
        implements Versioned<DentryRecord> {
    private static final byte VERSION = 1;

    static final MapKind.Codec<DentryRecord> CODEC = new Layout<>(
            value -> 20 + Lineage.SIZE_MAX + value.tail.length(),
            value -> 64 + (value.lineage.equals(Lineage.NONE) ? 0 : Lineage.HEAP),
            (value, target) -> {
                target.put(VERSION);
                target.put((byte) (value.type.bits() >> 12));
                Fields.putInode(target, value.inode);
                value.lineage.write(target);
                Fields.putBytes(target, value.tail);
            },
            source -> {
                Fields.expectVersion(source, VERSION, "dentry");
                FileType type = FileType.ofMode(source.get() << 12);
                InodeId inode = Fields.getInode(source);
                Lineage lineage = Lineage.read(source);
                return new DentryRecord(inode, type, lineage, Fields.getBytes(source));
            });

    /// Returns a new name for an inode.
    public static DentryRecord of(InodeId inode, FileType type) {
        return new DentryRecord(inode, type, Lineage.NONE, Bytes.EMPTY);
    }

    /// Returns the same name leading elsewhere.
    public DentryRecord leadingTo(InodeId newInode, FileType newType) {
        return new DentryRecord(newInode, newType, lineage, tail);
    }

    @Override
    public DentryRecord withLineage(Lineage newLineage) {
        return new DentryRecord(inode, type, newLineage, tail);
    }

    @Override
    public boolean differsForHistory(DentryRecord next) {
        return !inode.equals(next.inode) || type != next.type;
    }
}
