// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.config;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Finds the word that was probably meant.
final class Nearest {
    /// A word further away than this many edits is not what was meant.
    private static final int EDITS_MAX = 3;

    private Nearest() {}

    /// Returns the word of `words` that is the fewest edits away, if any is near.
    static Optional<String> of(String word, List<String> words) {
        return words.stream()
                .filter(each -> edits(word, each) <= EDITS_MAX)
                .min(Comparator.comparingInt(each -> edits(word, each)));
    }

    /// Returns the Levenshtein distance: insertions, deletions and replacements of one character.
    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int column = 0; column < row.length; column++) {
            row[column] = column;
        }
        for (int line = 1; line <= from.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column < row.length; column++) {
                int replaced = diagonal + (from.charAt(line - 1) == to.charAt(column - 1) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.min(replaced, 1 + Math.min(row[column], row[column - 1]));
            }
        }
        return row[to.length()];
    }
}
