// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.linux.memory;

import io.tarnfs.linux.calls.Descriptor;
import io.tarnfs.linux.calls.MemoryCalls;
import io.tarnfs.linux.errno.SyscallException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Native memory that is also a file: another process that holds the descriptor still has the bytes when this one
/// was killed. Zeroed, of a fixed size, on small pages; memory is used up when it is first touched.
///
/// The segment may be used by all threads; after [#close()] access through it throws `IllegalStateException`. Give
/// no address of it to a system call that may still run then.
public final class MappedMemfd implements AutoCloseable {
    private final Descriptor descriptor;
    private final Arena arena;
    private final MemorySegment segment;

    private MappedMemfd(Descriptor descriptor, Arena arena, MemorySegment segment) {
        this.descriptor = descriptor;
        this.arena = arena;
        this.segment = segment;
    }

    /// Makes one.
    ///
    /// @param name shown in `/proc/PID/fd`, for people
    /// @param size in bytes, at least 1; rounded up to whole pages
    public static MappedMemfd create(String name, long size) throws SyscallException {
        if (size < 1) {
            throw new IllegalArgumentException("at least one byte: size=" + size);
        }
        long rounded = Math.ceilDiv(size, MemoryCalls.pageSize()) * MemoryCalls.pageSize();
        Descriptor descriptor = MemoryCalls.createMemoryFile(name);
        try {
            MemoryCalls.resize(descriptor, rounded);
            long address = MemoryCalls.mapShared(descriptor, rounded);
            Arena arena = Arena.ofShared();
            MemorySegment segment = MemoryCalls.segment(address, rounded, arena, () -> unmap(address, rounded));
            return new MappedMemfd(descriptor, arena, segment);
        } catch (SyscallException | RuntimeException | Error e) {
            descriptor.close();
            throw e;
        }
    }

    private static void unmap(long address, long size) {
        try {
            MemoryCalls.unmap(address, size);
        } catch (SyscallException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Returns the memory.
    public MemorySegment segment() {
        return segment;
    }

    /// Returns the open file, to be handed to another process; closed by [#close()].
    public Descriptor descriptor() {
        return descriptor;
    }

    /// Unmaps the memory and closes the descriptor; the bytes live on only in another process that holds it.
    @Override
    public void close() {
        try {
            arena.close();
        } finally {
            descriptor.close();
        }
    }
}
