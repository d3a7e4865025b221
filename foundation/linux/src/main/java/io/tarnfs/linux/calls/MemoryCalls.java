// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.linux.calls;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.tarnfs.linux.errno.SyscallException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Calls that map and unmap memory, on raw addresses; [io.tarnfs.linux.memory] makes safe memory of them.
public final class MemoryCalls {
    private static final int PROT_READ_WRITE = 1 | 2;
    private static final int MAP_SHARED = 1;
    private static final int MAP_PRIVATE = 2;
    private static final int MAP_ANONYMOUS = 0x20;
    private static final int MADV_HUGEPAGE = 14;
    private static final int MFD_CLOEXEC = 1;
    private static final long MAP_FAILED = -1;

    private static final MethodHandle MMAP = Native.bind(
            "mmap", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle MUNMAP =
            Native.bind("munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle MADVISE =
            Native.bind("madvise", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    private static final MethodHandle MEMFD_CREATE =
            Native.bind("memfd_create", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle FTRUNCATE =
            Native.bind("ftruncate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle GETPAGESIZE = Native.bind("getpagesize", FunctionDescriptor.of(JAVA_INT));

    private static final long PAGE_SIZE = askPageSize();

    private MemoryCalls() {}

    private static long askPageSize() {
        try (Arena arena = Arena.ofConfined()) {
            return (int) GETPAGESIZE.invokeExact(Native.capture(arena));
        } catch (Throwable t) {
            throw Native.unexpected(t);
        }
    }

    /// Returns the size of a page in bytes: 4 KiB on x86-64; 4, 16 or 64 KiB on arm64, as its kernel was built.
    public static long pageSize() {
        return PAGE_SIZE;
    }

    /// Maps private, zeroed memory that belongs to no file.
    ///
    /// @return its address, a multiple of the page size
    public static long mapAnonymous(long size) throws SyscallException {
        return map(size, MAP_PRIVATE | MAP_ANONYMOUS, -1);
    }

    /// Maps the first `size` bytes of a file, shared with everyone who maps it too.
    ///
    /// @return its address, a multiple of the page size
    public static long mapShared(Descriptor file, long size) throws SyscallException {
        return map(size, MAP_SHARED, file.number());
    }

    private static long map(long size, int flags, int descriptor) throws SyscallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment capture = Native.capture(arena);
            long address = (long) MMAP.invokeExact(capture, 0L, size, PROT_READ_WRITE, flags, descriptor, 0L);
            if (address == MAP_FAILED) {
                throw new SyscallException("mmap size=" + size, Native.errno(capture));
            }
            return address;
        } catch (SyscallException e) {
            throw e;
        } catch (Throwable t) {
            throw Native.unexpected(t);
        }
    }

    /// Gives mapped pages back; touching them afterwards kills the process.
    public static void unmap(long address, long size) throws SyscallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment capture = Native.capture(arena);
            int result = (int) MUNMAP.invokeExact(capture, address, size);
            if (result != 0) {
                throw new SyscallException("munmap size=" + size, Native.errno(capture));
            }
        } catch (SyscallException e) {
            throw e;
        } catch (Throwable t) {
            throw Native.unexpected(t);
        }
    }

    /// Asks for huge pages below a range that is aligned to them.
    ///
    /// @return false if this kernel has none to give (EINVAL): the memory then lies on small pages and works as
    ///     well
    public static boolean adviseHugePages(long address, long size) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) MADVISE.invokeExact(Native.capture(arena), address, size, MADV_HUGEPAGE) == 0;
        } catch (Throwable t) {
            throw Native.unexpected(t);
        }
    }

    /// Makes an empty file that lives in memory as long as someone has it open or mapped (memfd_create(2)).
    ///
    /// @param name shown in `/proc/PID/fd`, for people
    public static Descriptor createMemoryFile(String name) throws SyscallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment capture = Native.capture(arena);
            int result = (int)
                    MEMFD_CREATE.invokeExact(capture, arena.allocateFrom(name).address(), MFD_CLOEXEC);
            if (result < 0) {
                throw new SyscallException("memfd_create name=" + name, Native.errno(capture));
            }
            return new Descriptor(result);
        } catch (SyscallException e) {
            throw e;
        } catch (Throwable t) {
            throw Native.unexpected(t);
        }
    }

    /// Sets the size of a file (ftruncate(2)).
    public static void resize(Descriptor file, long size) throws SyscallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment capture = Native.capture(arena);
            int result = (int) FTRUNCATE.invokeExact(capture, file.number(), size);
            if (result != 0) {
                throw new SyscallException("ftruncate size=" + size, Native.errno(capture));
            }
        } catch (SyscallException e) {
            throw e;
        } catch (Throwable t) {
            throw Native.unexpected(t);
        }
    }

    /// Makes a segment of mapped pages that are given back when `arena` is closed.
    public static MemorySegment segment(long address, long size, Arena arena, Runnable giveBack) {
        return MemorySegment.ofAddress(address).reinterpret(size, arena, _ -> giveBack.run());
    }
}
