// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.openfile;

import java.util.Arrays;

/// A set of bytes of one chunk, as ascending ranges that neither touch nor overlap. Not for two threads at
/// a time.
final class Ranges {
    /// Two ints a range: first byte, byte behind the last.
    private int[] bounds = new int[2];

    private int count;

    /// Returns the number of ranges.
    int count() {
        return count;
    }

    /// Returns the first byte of the range at `index`.
    int from(int index) {
        return bounds[2 * index];
    }

    /// Returns the byte behind the last of the range at `index`.
    int to(int index) {
        return bounds[2 * index + 1];
    }

    /// Tells whether all bytes of `from` to `to` (excluded) are in the set.
    boolean contains(int from, int to) {
        for (int i = 0; i < count; i++) {
            if (from(i) <= from && to <= to(i)) {
                return true;
            }
        }
        return false;
    }

    /// Adds the bytes `from` to `to` (excluded), joining ranges that it touches.
    void add(int from, int to) {
        int first = 0;
        while (first < count && to(first) < from) {
            first++;
        }
        int behind = first;
        int low = from;
        int high = to;
        while (behind < count && from(behind) <= to) {
            low = Math.min(low, from(behind));
            high = Math.max(high, to(behind));
            behind++;
        }
        replace(first, behind, low, high);
    }

    /// Takes all bytes from `from` on away.
    void cut(int from) {
        while (count > 0 && from(count - 1) >= from) {
            count--;
        }
        if (count > 0 && to(count - 1) > from) {
            bounds[2 * count - 1] = from;
        }
    }

    private void replace(int first, int behind, int low, int high) {
        int grown = count - (behind - first) + 1;
        int[] next = grown * 2 <= bounds.length ? bounds : Arrays.copyOf(bounds, bounds.length * 2);
        System.arraycopy(bounds, 2 * behind, next, 2 * (first + 1), 2 * (count - behind));
        next[2 * first] = low;
        next[2 * first + 1] = high;
        bounds = next;
        count = grown;
    }
}
