// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.ObjectId;
import java.util.ArrayList;
import java.util.List;

/// References that were dropped by a command that had no room left to change the ledger entries of their
/// objects.
///
/// ```
/// version 1 | count (unsigned) | count times: object (ordered), references, bytes (unsigned) | tail (bytes)
/// ```
///
/// @param objects what was dropped; each object once
/// @param tail    fields of a newer build
public record ReleasedRecord(List<Share> objects, Bytes tail) {
    private static final byte VERSION = 1;

    public ReleasedRecord {
        objects = List.copyOf(objects);
    }

    /// What refers to one object.
    ///
    /// @param object     the object
    /// @param references how many pieces
    /// @param bytes      how many bytes of them
    public record Share(ObjectId object, int references, long bytes) {}

    static final MapKind.Codec<ReleasedRecord> CODEC = new Layout<>(
            value -> 16 + 30 * value.objects.size() + value.tail.length(),
            value -> 48 + 56 * value.objects.size(),
            (value, target) -> {
                target.put(VERSION);
                Fields.putUnsigned(target, value.objects.size());
                for (Share share : value.objects) {
                    Fields.putObject(target, share.object);
                    Fields.putUnsigned(target, share.references);
                    Fields.putUnsigned(target, share.bytes);
                }
                Fields.putBytes(target, value.tail);
            },
            source -> {
                Fields.expectVersion(source, VERSION, "released");
                int count = Fields.getInt(source);
                List<Share> objects = new ArrayList<>(Math.min(count, source.remaining()));
                for (int i = 0; i < count; i++) {
                    ObjectId object = Fields.getObject(source);
                    int references = Fields.getInt(source);
                    objects.add(new Share(object, references, Fields.getUnsigned(source)));
                }
                return new ReleasedRecord(objects, Fields.getBytes(source));
            });
}
