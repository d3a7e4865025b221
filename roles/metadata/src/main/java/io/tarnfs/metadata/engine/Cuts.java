// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

import io.tarnfs.metadata.record.BlockRecord;
import io.tarnfs.metadata.record.CutKey;
import io.tarnfs.metadata.record.CutRecord;
import io.tarnfs.metadata.record.Piece;
import io.tarnfs.model.identity.Sequence;
import java.util.ArrayList;
import java.util.List;

/// The cuts of one file that may still hide something, oldest first.
record Cuts(List<Cut> cuts, int blockSize) {
    /// A cut.
    record Cut(Sequence sequence, long from, long to) {}

    Cuts {
        cuts = List.copyOf(cuts);
    }

    /// Collects the cuts of an inode that a scan visits.
    static final class Collector {
        private final List<Cut> cuts = new ArrayList<>();
        private final CutKey from;

        Collector(CutKey from) {
            this.from = from;
        }

        /// Takes one entry of a scan; returns whether to go on.
        boolean take(CutKey key, CutRecord record) {
            if (!key.volume().equals(from.volume()) || !key.inode().equals(from.inode())) {
                return false;
            }
            if (record.finished().equals(Sequence.NONE)) {
                cuts.add(new Cut(key.sequence(), record.from(), record.to()));
            }
            return true;
        }

        Cuts finish(int blockSize) {
            return new Cuts(cuts, blockSize);
        }
    }

    /// Returns what of a block is to be seen.
    List<Piece> visible(BlockRecord record, long block) {
        List<Piece> pieces = record.pieces();
        for (Cut cut : cuts) {
            if (hides(cut, record, block)) {
                long start = block * blockSize;
                pieces = Pieces.without(pieces, cut.from - start, cut.to - start);
            }
        }
        return pieces;
    }

    /// Returns the sequence of the last cut that changed the block, or its version if none did.
    Sequence changed(BlockRecord record, long block) {
        Sequence last = record.version();
        for (Cut cut : cuts) {
            if (hides(cut, record, block)) {
                last = cut.sequence;
            }
        }
        return last;
    }

    private boolean hides(Cut cut, BlockRecord record, long block) {
        long start = block * blockSize;
        return cut.sequence.compareTo(record.version()) > 0 && cut.from < start + blockSize && cut.to > start;
    }
}
