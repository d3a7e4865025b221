// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.Sequence;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// The extents of one block of a file.
///
/// What a later extent hides is cut away when it is committed, so the pieces never overlap and a reader
/// need not know in which order they came. A [CutRecord] newer than `version` hides more, until it has been
/// worked into this record.
///
/// ```
/// version 1 | version | count (unsigned) | pieces | lineage | tail (bytes)
/// ```
///
/// @param version the last change of the block's bytes; cuts up to it are worked in
/// @param pieces  in ascending order of offset, none overlapping another
/// @param lineage its earlier versions
/// @param tail    fields of a newer build
public record BlockRecord(Sequence version, List<Piece> pieces, Lineage lineage, Bytes tail)
        implements Versioned<BlockRecord> {
    private static final byte VERSION = 1;

    public BlockRecord {
        pieces = List.copyOf(pieces);
    }

    static final MapKind.Codec<BlockRecord> CODEC =
            new Layout<>(BlockRecord::bound, BlockRecord::heap, BlockRecord::write, BlockRecord::read);

    /// Returns a new block's record.
    public static BlockRecord of(Sequence version, List<Piece> pieces) {
        return new BlockRecord(version, pieces, Lineage.NONE, Bytes.EMPTY);
    }

    /// Returns the same record with other content.
    public BlockRecord with(Sequence newVersion, List<Piece> newPieces) {
        return new BlockRecord(newVersion, newPieces, lineage, tail);
    }

    @Override
    public BlockRecord withLineage(Lineage newLineage) {
        return new BlockRecord(version, pieces, newLineage, tail);
    }

    @Override
    public boolean differsForHistory(BlockRecord next) {
        return !version.equals(next.version) || !pieces.equals(next.pieces);
    }

    private int bound() {
        int bytes = 24 + Lineage.SIZE_MAX + tail.length();
        for (Piece piece : pieces) {
            bytes += piece.sizeMax();
        }
        return bytes;
    }

    private int heap() {
        int bytes = 80 + (lineage.equals(Lineage.NONE) ? 0 : Lineage.HEAP);
        for (Piece piece : pieces) {
            bytes += piece.heapBytes();
        }
        return bytes;
    }

    private void write(ByteBuffer target) {
        target.put(VERSION);
        Fields.putSequence(target, version);
        Fields.putUnsigned(target, pieces.size());
        for (Piece piece : pieces) {
            piece.write(target);
        }
        lineage.write(target);
        Fields.putBytes(target, tail);
    }

    private static BlockRecord read(ByteBuffer source) {
        Fields.expectVersion(source, VERSION, "block");
        Sequence version = Fields.getSequence(source);
        int count = Fields.getInt(source);
        List<Piece> pieces = new ArrayList<>(Math.min(count, source.remaining()));
        for (int i = 0; i < count; i++) {
            pieces.add(Piece.read(source));
        }
        Lineage lineage = Lineage.read(source);
        return new BlockRecord(version, pieces, lineage, Fields.getBytes(source));
    }
}
