// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.Sequence;

/// What a volume counts.
///
/// ```
/// version 1 | next inode | next object | bytes | inodes | edge (unsigned) | tail (bytes)
/// ```
///
/// @param nextInode  the next inode's number
/// @param nextObject the next object's id
/// @param bytes      the sum of the sizes of all regular files
/// @param inodes     how many inodes there are
/// @param edge       the left edge of retention: states from here on can be read back; links to records
///                   that were replaced here or earlier mean none
/// @param tail       fields of a newer build
public record CountersRecord(long nextInode, long nextObject, long bytes, long inodes, Sequence edge, Bytes tail) {
    private static final byte VERSION = 1;

    static final MapKind.Codec<CountersRecord> CODEC = new Layout<>(
            value -> 64 + value.tail.length(),
            _ -> 72,
            (value, target) -> {
                target.put(VERSION);
                Fields.putUnsigned(target, value.nextInode);
                Fields.putUnsigned(target, value.nextObject);
                Fields.putUnsigned(target, value.bytes);
                Fields.putUnsigned(target, value.inodes);
                Fields.putSequence(target, value.edge);
                Fields.putBytes(target, value.tail);
            },
            source -> {
                Fields.expectVersion(source, VERSION, "counters");
                long nextInode = Fields.getUnsigned(source);
                long nextObject = Fields.getUnsigned(source);
                long bytes = Fields.getUnsigned(source);
                long inodes = Fields.getUnsigned(source);
                Sequence edge = Fields.getSequence(source);
                return new CountersRecord(nextInode, nextObject, bytes, inodes, edge, Fields.getBytes(source));
            });

    /// Returns the same with one inode more, whose number is [#nextInode()].
    public CountersRecord withNewInode() {
        return new CountersRecord(nextInode + 1, nextObject, bytes, inodes + 1, edge, tail);
    }

    /// Returns the same with `count` object ids leased.
    public CountersRecord withLeased(long count) {
        return new CountersRecord(nextInode, nextObject + count, bytes, inodes, edge, tail);
    }

    /// Returns the same with another use of space.
    public CountersRecord plus(long moreBytes, long moreInodes) {
        return new CountersRecord(nextInode, nextObject, bytes + moreBytes, inodes + moreInodes, edge, tail);
    }

    /// Returns the same with another edge.
    public CountersRecord withEdge(Sequence newEdge) {
        return new CountersRecord(nextInode, nextObject, bytes, inodes, newEdge, tail);
    }
}
