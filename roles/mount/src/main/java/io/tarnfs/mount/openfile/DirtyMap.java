// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.openfile;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;

/// The dirty chunks of one file, one layer of them. Guarded by the lock of the [OpenInode] that it belongs
/// to.
final class DirtyMap {
    private final TreeMap<Long, DirtyChunk> chunks = new TreeMap<>();

    boolean isEmpty() {
        return chunks.isEmpty();
    }

    /// Returns the chunks in ascending order; a view.
    Collection<DirtyChunk> chunks() {
        return chunks.values();
    }

    /// Returns how many chunks a write of `length` bytes at `offset` needs that are not there yet.
    int missingChunks(long offset, int length) {
        int missing = 0;
        long last = (offset + length - 1) / DirtyArena.CHUNK_BYTES;
        for (long index = offset / DirtyArena.CHUNK_BYTES; index <= last; index++) {
            if (!chunks.containsKey(index)) {
                missing++;
            }
        }
        return missing;
    }

    /// Copies `payload` to `offset`.
    ///
    /// @param fresh as many chunks as [#missingChunks] said; all are used
    void write(long offset, MemorySegment payload, Deque<MemorySegment> fresh) {
        long length = payload.byteSize();
        long done = 0;
        while (done < length) {
            long at = offset + done;
            int within = (int) (at % DirtyArena.CHUNK_BYTES);
            int count = (int) Math.min(length - done, DirtyArena.CHUNK_BYTES - within);
            DirtyChunk chunk = chunks.computeIfAbsent(
                    at / DirtyArena.CHUNK_BYTES, index -> new DirtyChunk(index, fresh.remove(), new Ranges()));
            MemorySegment.copy(payload, done, chunk.bytes(), within, count);
            chunk.valid().add(within, within + count);
            done += count;
        }
    }

    /// Copies what is dirty of the file's bytes from `offset` on over `target`.
    void overlay(long offset, MemorySegment target) {
        long end = offset + target.byteSize();
        for (DirtyChunk chunk : touching(offset, end)) {
            Ranges valid = chunk.valid();
            for (int i = 0; i < valid.count(); i++) {
                long from = Math.max(offset, chunk.start() + valid.from(i));
                long to = Math.min(end, chunk.start() + valid.to(i));
                if (from < to) {
                    MemorySegment.copy(chunk.bytes(), from - chunk.start(), target, from - offset, to - from);
                }
            }
        }
    }

    /// Tells whether every byte from `offset` to `end` (excluded) is dirty.
    boolean covers(long offset, long end) {
        long at = offset;
        while (at < end) {
            DirtyChunk chunk = chunks.get(at / DirtyArena.CHUNK_BYTES);
            if (chunk == null) {
                return false;
            }
            long to = Math.min(end, chunk.start() + DirtyArena.CHUNK_BYTES);
            if (!chunk.valid().contains((int) (at - chunk.start()), (int) (to - chunk.start()))) {
                return false;
            }
            at = to;
        }
        return true;
    }

    /// Tells whether any byte from `offset` to `end` (excluded) lies in a chunk of this map.
    boolean touches(long offset, long end) {
        return !touching(offset, end).isEmpty();
    }

    /// Forgets all bytes from `size` on and gives chunks that hold nothing more back.
    void cut(long size, DirtyArena arena) {
        Iterator<DirtyChunk> tail =
                chunks.tailMap(size / DirtyArena.CHUNK_BYTES, true).values().iterator();
        while (tail.hasNext()) {
            DirtyChunk chunk = tail.next();
            chunk.valid().cut((int) Math.max(0, size - chunk.start()));
            if (chunk.valid().count() == 0) {
                arena.give(chunk.bytes());
                tail.remove();
            }
        }
    }

    /// Takes out the chunks of the blocks that are written whole, or all chunks.
    ///
    /// @param chunksABlock how many chunks make a block
    List<DirtyChunk> takeFullBlocks(int chunksABlock) {
        List<DirtyChunk> taken = new ArrayList<>();
        List<DirtyChunk> run = new ArrayList<>();
        for (DirtyChunk chunk : List.copyOf(chunks.values())) {
            boolean starts = chunk.index() % chunksABlock == 0;
            boolean follows = !run.isEmpty() && run.getLast().index() + 1 == chunk.index() && !starts;
            if (!follows) {
                run.clear();
            }
            if ((starts || follows) && chunk.valid().contains(0, DirtyArena.CHUNK_BYTES)) {
                run.add(chunk);
            } else {
                run.clear();
            }
            if (run.size() == chunksABlock) {
                taken.addAll(run);
                run.clear();
            }
        }
        for (DirtyChunk chunk : taken) {
            chunks.remove(chunk.index());
        }
        return taken;
    }

    /// Takes out all chunks in ascending order.
    List<DirtyChunk> takeAll() {
        List<DirtyChunk> taken = List.copyOf(chunks.values());
        chunks.clear();
        return taken;
    }

    /// Puts chunks back below what was written meanwhile: bytes that this map has already are newer and stay.
    void putBackBelow(List<DirtyChunk> older, DirtyArena arena) {
        for (DirtyChunk chunk : older) {
            DirtyChunk newer = chunks.get(chunk.index());
            if (newer != null) {
                Ranges valid = newer.valid();
                for (int i = 0; i < valid.count(); i++) {
                    MemorySegment.copy(
                            newer.bytes(), valid.from(i), chunk.bytes(), valid.from(i), valid.to(i) - valid.from(i));
                    chunk.valid().add(valid.from(i), valid.to(i));
                }
                arena.give(newer.bytes());
            }
            chunks.put(chunk.index(), chunk);
        }
    }

    private Collection<DirtyChunk> touching(long offset, long end) {
        if (chunks.isEmpty() || end <= offset) {
            return List.of();
        }
        return chunks.subMap(offset / DirtyArena.CHUNK_BYTES, true, (end - 1) / DirtyArena.CHUNK_BYTES, true)
                .values();
    }
}
