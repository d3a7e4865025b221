// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.linux.memory;

import io.tarnfs.linux.calls.MemoryCalls;
import io.tarnfs.linux.errno.SyscallException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Native memory on huge pages where the kernel gives them, on small pages where not; zeroed, of a fixed size.
///
/// Copying 1 MiB between the kernel and huge pages takes about half of the time that 256 small pages take, which is
/// why buffers and caches live here. Memory is used up when it is first touched, 2 MiB at a time.
///
/// The segment may be used by all threads. [#close()] gives the pages back: later access through the segment throws
/// `IllegalStateException`, but an address handed to a system call before is not watched, so close only when no
/// call can be under way.
public final class HugePageArena implements AutoCloseable {
    /// Size and alignment of a huge page in bytes, on x86-64 and on arm64 with 4 KiB pages.
    public static final long HUGE_PAGE_SIZE = 2L << 20;

    private final Arena arena;
    private final MemorySegment segment;
    private final boolean onHugePages;

    private HugePageArena(Arena arena, MemorySegment segment, boolean onHugePages) {
        this.arena = arena;
        this.segment = segment;
        this.onHugePages = onHugePages;
    }

    /// Allocates memory that starts at a multiple of 2 MiB.
    ///
    /// @param size in bytes, at least 1; rounded up to whole huge pages
    /// @throws OutOfMemoryError if the address space or the memory limit does not allow it
    public static HugePageArena onHugePages(long size) {
        long rounded = roundUp(size, HUGE_PAGE_SIZE);
        try {
            // mmap aligns to small pages only: take one huge page more and give back what lies before and behind.
            long address = MemoryCalls.mapAnonymous(rounded + HUGE_PAGE_SIZE);
            long start = roundUp(address, HUGE_PAGE_SIZE);
            giveBack(address, start - address);
            giveBack(start + rounded, address + HUGE_PAGE_SIZE - start);
            return wrap(start, rounded, MemoryCalls.adviseHugePages(start, rounded));
        } catch (SyscallException e) {
            throw outOfMemory(size, e);
        }
    }

    /// Allocates memory on small pages: for buffers most of which is rarely touched.
    ///
    /// @param size in bytes, at least 1; rounded up to whole pages
    /// @throws OutOfMemoryError if the address space or the memory limit does not allow it
    public static HugePageArena onSmallPages(long size) {
        long rounded = roundUp(size, MemoryCalls.pageSize());
        try {
            return wrap(MemoryCalls.mapAnonymous(rounded), rounded, false);
        } catch (SyscallException e) {
            throw outOfMemory(size, e);
        }
    }

    private static HugePageArena wrap(long start, long size, boolean onHugePages) {
        Arena arena = Arena.ofShared();
        MemorySegment segment = MemoryCalls.segment(start, size, arena, () -> unmap(start, size));
        return new HugePageArena(arena, segment, onHugePages);
    }

    private static void giveBack(long address, long size) throws SyscallException {
        if (size > 0) {
            MemoryCalls.unmap(address, size);
        }
    }

    private static void unmap(long start, long size) {
        try {
            MemoryCalls.unmap(start, size);
        } catch (SyscallException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OutOfMemoryError outOfMemory(long size, SyscallException cause) {
        OutOfMemoryError error = new OutOfMemoryError("native memory: size=" + size + " bytes");
        error.initCause(cause);
        return error;
    }

    private static long roundUp(long value, long unit) {
        if (value < 1) {
            throw new IllegalArgumentException("at least one byte: value=" + value);
        }
        return Math.ceilDiv(value, unit) * unit;
    }

    /// Returns the memory.
    public MemorySegment segment() {
        return segment;
    }

    /// Tells whether the kernel took the wish for huge pages; it may still fall short of them.
    public boolean isOnHugePages() {
        return onHugePages;
    }

    /// Gives the memory back.
    @Override
    public void close() {
        arena.close();
    }
}
