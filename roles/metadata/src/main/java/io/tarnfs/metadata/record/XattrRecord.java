// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.model.content.Bytes;

/// The value of an extended attribute.
///
/// ```
/// version 1 | value (bytes) | lineage | tail (bytes)
/// ```
///
/// @param value   the value
/// @param lineage its earlier versions
/// @param tail    fields of a newer build
public record XattrRecord(Bytes value, Lineage lineage, Bytes tail) implements Versioned<XattrRecord> {
    private static final byte VERSION = 1;

    static final MapKind.Codec<XattrRecord> CODEC = new Layout<>(
            record -> 16 + record.value.length() + Lineage.SIZE_MAX + record.tail.length(),
            record -> 64 + record.value.length() + (record.lineage.equals(Lineage.NONE) ? 0 : Lineage.HEAP),
            (record, target) -> {
                target.put(VERSION);
                Fields.putBytes(target, record.value);
                record.lineage.write(target);
                Fields.putBytes(target, record.tail);
            },
            source -> {
                Fields.expectVersion(source, VERSION, "xattr");
                Bytes value = Fields.getBytes(source);
                Lineage lineage = Lineage.read(source);
                return new XattrRecord(value, lineage, Fields.getBytes(source));
            });

    /// Returns a new attribute.
    public static XattrRecord of(Bytes value) {
        return new XattrRecord(value, Lineage.NONE, Bytes.EMPTY);
    }

    /// Returns the same attribute with another value.
    public XattrRecord with(Bytes newValue) {
        return new XattrRecord(newValue, lineage, tail);
    }

    @Override
    public XattrRecord withLineage(Lineage newLineage) {
        return new XattrRecord(value, newLineage, tail);
    }

    @Override
    public boolean differsForHistory(XattrRecord next) {
        return !value.equals(next.value);
    }
}
