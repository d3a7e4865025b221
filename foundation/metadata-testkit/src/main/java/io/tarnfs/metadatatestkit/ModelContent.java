// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadatatestkit;

import io.tarnfs.model.content.Extent;
import io.tarnfs.model.content.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The bytes of one file, as runs at offsets of the file. Blocks play no part.
final class ModelContent {
    private final TreeMap<Long, Run> runs = new TreeMap<>();

    /// A run of bytes and where its first one comes from.
    record Run(long length, Location location) {}

    ModelContent copy() {
        ModelContent copy = new ModelContent();
        copy.runs.putAll(runs);
        return copy;
    }

    /// Lays a run over what is there.
    void write(long offset, long length, Location location) {
        clear(offset, offset + length);
        if (length > 0) {
            runs.put(offset, new Run(length, location));
        }
    }

    /// Removes what lies in \[from, to).
    void clear(long from, long to) {
        if (from >= to) {
            return;
        }
        split(from);
        split(to);
        runs.subMap(from, true, to, false).clear();
    }

    private void split(long at) {
        Map.Entry<Long, Run> before = runs.lowerEntry(at);
        if (before != null && before.getKey() + before.getValue().length > at) {
            long start = before.getKey();
            Run run = before.getValue();
            runs.put(start, new Run(at - start, run.location));
            runs.put(at, new Run(start + run.length - at, skip(run.location, at - start)));
        }
    }

    /// Returns what is to be seen as extents of blocks.
    List<Extent> extents(long firstBlock, long lastBlock, int blockSize) {
        List<Extent> extents = new ArrayList<>();
        runs.forEach((start, run) -> {
            long at = start;
            while (at < start + run.length) {
                long block = at / blockSize;
                int offset = Math.toIntExact(at % blockSize);
                int length = Math.toIntExact(Math.min(blockSize - offset, start + run.length - at));
                if (block >= firstBlock && block <= lastBlock) {
                    extents.add(new Extent(block, offset, length, skip(run.location, at - start)));
                }
                at += length;
            }
        });
        return extents;
    }

    /// Returns extents with neighbours joined that show bytes which follow each other at their source, so
    /// that two ways of cutting the same content are equal.
    static List<Extent> joined(List<Extent> extents) {
        List<Extent> joined = new ArrayList<>();
        for (Extent extent : extents) {
            Extent last = joined.isEmpty() ? null : joined.getLast();
            boolean follows = last != null
                    && last.block() == extent.block()
                    && last.end() == extent.offset()
                    && skip(last.location(), last.length()).equals(extent.location());
            if (last != null && follows) {
                joined.removeLast();
                joined.add(new Extent(last.block(), last.offset(), last.length() + extent.length(), last.location()));
            } else {
                joined.add(extent);
            }
        }
        return joined;
    }

    /// Returns all objects that a run comes from.
    List<Location> locations() {
        return runs.values().stream().map(Run::location).toList();
    }

    private static Location skip(Location location, long count) {
        return switch (location) {
            case Location.Stored stored ->
                new Location.Stored(
                        stored.object(), stored.rangeSalt(), stored.headerLength(), stored.offset() + count);
            case Location.Inline inline ->
                new Location.Inline(inline.sealed(), Math.toIntExact(inline.offset() + count));
        };
    }
}
