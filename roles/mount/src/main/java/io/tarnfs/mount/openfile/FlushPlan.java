// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.openfile;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Cuts dirty chunks into the objects that are to be stored: pure calculation.
///
/// A block that is dirty as a whole becomes one object. Smaller runs share an object as its parts, up to a
/// block's size, so that a sync of many scattered writes costs few requests and stores the bytes written and
/// no others.
final class FlushPlan {
    /// Bounds the part table of an object, and with it what a reader must fetch before the first frame.
    static final int PARTS_MAX = 64;

    private FlushPlan() {}

    /// Returns the objects to store, each a list of runs in ascending order.
    ///
    /// @param chunks in ascending order of index
    static List<List<DirtyRun>> objects(List<DirtyChunk> chunks, int blockSizeBytes) {
        List<List<DirtyRun>> objects = new ArrayList<>();
        List<DirtyRun> open = new ArrayList<>();
        int openBytes = 0;
        for (DirtyRun run : runs(chunks, blockSizeBytes)) {
            if (!open.isEmpty() && (openBytes + run.length() > blockSizeBytes || open.size() == PARTS_MAX)) {
                objects.add(List.copyOf(open));
                open.clear();
                openBytes = 0;
            }
            open.add(run);
            openBytes += run.length();
        }
        if (!open.isEmpty()) {
            objects.add(List.copyOf(open));
        }
        return objects;
    }

    private static List<DirtyRun> runs(List<DirtyChunk> chunks, int blockSizeBytes) {
        List<DirtyRun> runs = new ArrayList<>();
        List<MemorySegment> pieces = new ArrayList<>();
        long start = 0;
        long end = -1;
        for (DirtyChunk chunk : chunks) {
            for (int i = 0; i < chunk.valid().count(); i++) {
                long from = chunk.start() + chunk.valid().from(i);
                if (from != end || from % blockSizeBytes == 0) {
                    close(runs, pieces, start, end, blockSizeBytes);
                    start = from;
                }
                end = chunk.start() + chunk.valid().to(i);
                pieces.add(chunk.bytes().asSlice(from - chunk.start(), end - from));
            }
        }
        close(runs, pieces, start, end, blockSizeBytes);
        return runs;
    }

    private static void close(
            List<DirtyRun> runs, List<MemorySegment> pieces, long start, long end, int blockSizeBytes) {
        if (!pieces.isEmpty()) {
            int offset = (int) (start % blockSizeBytes);
            runs.add(new DirtyRun(start / blockSizeBytes, offset, pieces, (int) (end - start)));
            pieces.clear();
        }
    }
}
