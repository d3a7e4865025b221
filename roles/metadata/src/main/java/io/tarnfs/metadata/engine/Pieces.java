// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

import io.tarnfs.metadata.record.Piece;
import java.util.ArrayList;
import java.util.List;

/// Arithmetic of the pieces of one block. Lists are in ascending order of offset and without overlaps;
/// arguments are never changed.
final class Pieces {
    private Pieces() {}

    /// Returns `pieces` with `piece` laid over them: what it covers is cut away.
    static List<Piece> overlay(List<Piece> pieces, Piece piece) {
        List<Piece> result = new ArrayList<>(pieces.size() + 2);
        int at = 0;
        while (at < pieces.size() && pieces.get(at).offset() < piece.offset()) {
            Piece before = pieces.get(at++);
            result.add(before.end() <= piece.offset() ? before : before.part(before.offset(), piece.offset()));
            if (before.end() > piece.end()) {
                result.add(piece);
                result.add(before.part(piece.end(), before.end()));
                result.addAll(pieces.subList(at, pieces.size()));
                return result;
            }
        }
        result.add(piece);
        for (Piece behind : pieces.subList(at, pieces.size())) {
            if (behind.offset() >= piece.end()) {
                result.add(behind);
            } else if (behind.end() > piece.end()) {
                result.add(behind.part(piece.end(), behind.end()));
            }
        }
        return result;
    }

    /// Returns `pieces` without what lies in \[from, to).
    static List<Piece> without(List<Piece> pieces, long from, long to) {
        List<Piece> result = new ArrayList<>(pieces.size() + 1);
        for (Piece piece : pieces) {
            if (piece.end() <= from || piece.offset() >= to) {
                result.add(piece);
                continue;
            }
            if (piece.offset() < from) {
                result.add(piece.part(piece.offset(), Math.toIntExact(from)));
            }
            if (piece.end() > to) {
                result.add(piece.part(Math.toIntExact(to), piece.end()));
            }
        }
        return result;
    }
}
