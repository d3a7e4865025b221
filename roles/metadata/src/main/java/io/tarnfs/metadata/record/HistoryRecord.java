// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.time.Timestamp;

/// A record as it was before it was replaced or removed, or the absence of a record before it was made
/// again.
///
/// ```
/// version 1 | kind (1 inode, 2 dentry, 3 xattr, 4 block) | replaced (timestamp)
/// key (bytes) | value (bytes, without its lineage) | lineage | tail (bytes)
/// ```
///
/// @param kind     what it is a version of
/// @param key      the key, encoded
/// @param value    the value, encoded without its lineage; empty if there was none
/// @param lineage  where this version stands
/// @param replaced the time of the command that replaced it
/// @param tail     fields of a newer build
public record HistoryRecord(Kind kind, Bytes key, Bytes value, Lineage lineage, Timestamp replaced, Bytes tail) {
    private static final byte VERSION = 1;

    /// What has a history.
    public enum Kind {
        INODE,
        DENTRY,
        XATTR,
        BLOCK
    }

    /// Returns whether there was a record at all. No encoded value is empty.
    public boolean present() {
        return value.length() > 0;
    }

    static final MapKind.Codec<HistoryRecord> CODEC = new Layout<>(
            value -> 40 + value.key.length() + value.value.length() + Lineage.SIZE_MAX + value.tail.length(),
            value -> 128 + value.key.length() + value.value.length() + Lineage.HEAP,
            (value, target) -> {
                target.put(VERSION);
                target.put((byte)
                        switch (value.kind) {
                            case INODE -> 1;
                            case DENTRY -> 2;
                            case XATTR -> 3;
                            case BLOCK -> 4;
                        });
                Fields.putTimestamp(target, value.replaced);
                Fields.putBytes(target, value.key);
                Fields.putBytes(target, value.value);
                value.lineage.write(target);
                Fields.putBytes(target, value.tail);
            },
            source -> {
                Fields.expectVersion(source, VERSION, "history");
                Kind kind = kind(source.get());
                Timestamp replaced = Fields.getTimestamp(source);
                Bytes key = Fields.getBytes(source);
                Bytes value = Fields.getBytes(source);
                Lineage lineage = Lineage.read(source);
                return new HistoryRecord(kind, key, value, lineage, replaced, Fields.getBytes(source));
            });

    private static Kind kind(byte code) {
        return switch (code) {
            case 1 -> Kind.INODE;
            case 2 -> Kind.DENTRY;
            case 3 -> Kind.XATTR;
            case 4 -> Kind.BLOCK;
            default -> throw new IllegalStateException("no record of this kind has a history: code=" + code);
        };
    }
}
