// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.linux.calls;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.tarnfs.linux.errno.SyscallException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.atomic.AtomicBoolean;

/// An open file descriptor.
///
/// [#read], [#write] and [#writev] are the hot ones: they take raw addresses and return a negative errno instead of
/// throwing. The caller keeps the memory alive during the call, and does not close the descriptor while another
/// thread uses it (its number may then belong to another file).
public final class Descriptor implements AutoCloseable {
    private static final MethodHandle READ =
            Native.bind("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle WRITE =
            Native.bind("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle WRITEV =
            Native.bind("writev", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle OPEN =
            Native.bindVariadic("open", 2, FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT));
    private static final MethodHandle CLOSE = Native.bind("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle IOCTL =
            Native.bindVariadic("ioctl", 2, FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));

    private final int number;
    private final AtomicBoolean closed = new AtomicBoolean();

    Descriptor(int number) {
        this.number = number;
    }

    /// Opens an existing file.
    ///
    /// @param bits flags of [OpenBits]; O_CLOEXEC is always added, so that no child process keeps the file open
    public static Descriptor open(String path, int bits) throws SyscallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment capture = Native.capture(arena);
            int result = (int)
                    OPEN.invokeExact(capture, arena.allocateFrom(path).address(), bits | OpenBits.CLOSE_ON_EXEC, 0);
            if (result < 0) {
                throw new SyscallException("open path=" + path, Native.errno(capture));
            }
            return new Descriptor(result);
        } catch (SyscallException e) {
            throw e;
        } catch (Throwable t) {
            throw Native.unexpected(t);
        }
    }

    /// Returns the descriptor's number.
    public int number() {
        return number;
    }

    /// Reads up to `size` bytes to `address` (read(2)); blocks the thread's carrier.
    ///
    /// @return the number of bytes, or a negative errno
    public long read(long address, long size, ErrnoSlot errno) {
        try {
            long result = (long) READ.invokeExact(errno.segment, number, address, size);
            return result < 0 ? -errno.number() : result;
        } catch (Throwable t) {
            throw Native.unexpected(t);
        }
    }

    /// Writes up to `size` bytes from `address` (write(2)).
    ///
    /// @return the number of bytes, or a negative errno
    public long write(long address, long size, ErrnoSlot errno) {
        try {
            long result = (long) WRITE.invokeExact(errno.segment, number, address, size);
            return result < 0 ? -errno.number() : result;
        } catch (Throwable t) {
            throw Native.unexpected(t);
        }
    }

    /// Writes what `count` entries of `struct iovec` (address, size; 16 bytes each) at `vectors` point to
    /// (writev(2)).
    ///
    /// @return the number of bytes, or a negative errno
    public long writev(long vectors, int count, ErrnoSlot errno) {
        try {
            long result = (long) WRITEV.invokeExact(errno.segment, number, vectors, count);
            return result < 0 ? -errno.number() : result;
        } catch (Throwable t) {
            throw Native.unexpected(t);
        }
    }

    /// Calls ioctl(2) with an `int` argument passed by pointer.
    public void ioctlInt(long request, int value) throws SyscallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment capture = Native.capture(arena);
            long argument = arena.allocateFrom(JAVA_INT, value).address();
            int result = (int) IOCTL.invokeExact(capture, number, request, argument);
            if (result < 0) {
                throw new SyscallException(
                        "ioctl request=0x" + Long.toHexString(request) + " value=" + value, Native.errno(capture));
            }
        } catch (SyscallException e) {
            throw e;
        } catch (Throwable t) {
            throw Native.unexpected(t);
        }
    }

    /// Closes the descriptor; a second call has no effect. The kernel has let go of it also when close(2) reports
    /// an error, which for the devices and memory files used here says nothing about data.
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            int result = (int) CLOSE.invokeExact(Native.capture(arena), number);
            assert result == 0 || result == -1 : "close result=" + result;
        } catch (Throwable t) {
            throw Native.unexpected(t);
        }
    }

    @Override
    public String toString() {
        return "descriptor " + number;
    }
}
