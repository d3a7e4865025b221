// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

import io.tarnfs.metadata.record.BlockKey;
import io.tarnfs.metadata.record.BlockRecord;
import io.tarnfs.metadata.record.CutKey;
import io.tarnfs.metadata.record.CutRecord;
import io.tarnfs.metadata.record.Piece;
import io.tarnfs.metadata.record.VolumeKey;
import io.tarnfs.metadata.record.VolumeRecord;
import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.Sequence;
import io.tarnfs.model.namespace.FsError;
import java.util.ArrayList;
import java.util.List;

/// The blocks of files: laid over, cut away, worked off.
final class Blocks {
    /// 8 PiB. Larger files would be as good, but the sum of many sparse ones must stay below 63 bits.
    static final long FILE_SIZE_MAX = 1L << 53;

    /// A command that cuts works at most this many blocks off at once; each may take three records with its
    /// history.
    private static final int CUT_BLOCKS = 128;

    private final Tables tables;

    Blocks(Tables tables) {
        this.tables = tables;
    }

    /// Returns the block size of the turn's volume, in bytes.
    int blockSize(Turn turn) {
        VolumeRecord volume = tables.volumes.get(new VolumeKey(turn.volume()));
        if (volume == null) {
            throw new Refusal(FsError.NOT_FOUND);
        }
        return volume.info().settings().blockSizeBytes();
    }

    /// Returns the cuts of a file that are not worked into all its blocks.
    Cuts cuts(Turn turn, InodeId inode) {
        CutKey from = new CutKey(turn.volume(), inode, Sequence.NONE);
        Cuts.Collector collector = new Cuts.Collector(from);
        tables.cuts.scan(from, collector::take);
        return collector.finish(blockSize(turn));
    }

    /// Cuts the file to `size` bytes: at once for whoever reads, in slices for the records.
    void cut(Turn turn, InodeId inode, long size) {
        int blockSize = blockSize(turn);
        Cuts cuts = cuts(turn, inode);
        Ledger ledger = new Ledger(tables, turn);
        List<Tables.Found<BlockKey, BlockRecord>> behind = blocksFrom(turn, inode, size / blockSize, CUT_BLOCKS + 1);
        for (var found : behind.subList(0, Math.min(CUT_BLOCKS, behind.size()))) {
            long start = found.key().block() * blockSize;
            List<Piece> left =
                    Pieces.without(cuts.visible(found.value(), found.key().block()), size - start, Long.MAX_VALUE);
            store(turn, found.key(), found.value(), left, ledger);
        }
        if (behind.size() > CUT_BLOCKS) {
            long next = behind.getLast().key().block();
            tables.cuts.put(
                    new CutKey(turn.volume(), inode, turn.sequence()),
                    new CutRecord(size, Long.MAX_VALUE, next, Sequence.NONE, Bytes.EMPTY));
        }
        ledger.settle();
    }

    /// Works a slice of a cut into the blocks.
    ///
    /// @return whether the cut is finished
    boolean workOff(Turn turn, CutKey key, CutRecord cut, int limit) {
        int count = Math.min(limit, turn.room() / 3);
        if (count <= 0) {
            return false;
        }
        Cuts cuts = cuts(turn, key.inode());
        Ledger ledger = new Ledger(tables, turn);
        List<Tables.Found<BlockKey, BlockRecord>> slice = blocksFrom(turn, key.inode(), cut.next(), count + 1);
        for (var found : slice.subList(0, Math.min(count, slice.size()))) {
            long block = found.key().block();
            Sequence changed = cuts.changed(found.value(), block);
            if (!changed.equals(found.value().version())) {
                List<Piece> left = cuts.visible(found.value(), block);
                ledger.replace(found.value().pieces(), left);
                if (left.isEmpty()) {
                    tables.blocks.remove(found.key());
                } else {
                    tables.blocks.put(found.key(), found.value().with(changed, left));
                }
            }
        }
        ledger.settle();
        boolean finished = slice.size() <= count;
        if (!finished) {
            tables.cuts.put(key, cut.at(slice.getLast().key().block()));
        }
        return finished;
    }

    /// Removes a slice of a file's blocks.
    ///
    /// @return whether none is left
    boolean removeSlice(Turn turn, InodeId inode, int limit) {
        int count = Math.min(limit, turn.room() / 3);
        Ledger ledger = new Ledger(tables, turn);
        List<Tables.Found<BlockKey, BlockRecord>> slice = blocksFrom(turn, inode, 0, count + 1);
        for (var found : slice.subList(0, Math.min(count, slice.size()))) {
            ledger.replace(found.value().pieces(), List.of());
            tables.blocks.remove(found.key());
        }
        ledger.settle();
        return slice.size() <= count;
    }

    /// Stores what is left of a block that this command changes.
    void store(Turn turn, BlockKey key, BlockRecord old, List<Piece> left, Ledger ledger) {
        if (left.equals(old.pieces())) {
            return;
        }
        ledger.replace(old.pieces(), left);
        if (left.isEmpty()) {
            tables.blocks.remove(key);
        } else {
            tables.blocks.put(key, old.with(turn.sequence(), left));
        }
    }

    private List<Tables.Found<BlockKey, BlockRecord>> blocksFrom(Turn turn, InodeId inode, long block, int count) {
        List<Tables.Found<BlockKey, BlockRecord>> found = new ArrayList<>();
        BlockKey from = new BlockKey(turn.volume(), inode, block);
        if (count > 0) {
            tables.blocks.scan(from, (key, value) -> {
                if (!key.volume().equals(from.volume()) || !key.inode().equals(inode)) {
                    return false;
                }
                found.add(new Tables.Found<>(key, value));
                return found.size() < count;
            });
        }
        return found;
    }
}
