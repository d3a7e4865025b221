// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.linux.calls;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.tarnfs.linux.errno.Errno;
import io.tarnfs.linux.errno.SyscallException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/// Reads, writes and syncs of files at positions, on raw addresses, which an interrupt of the thread does
/// not touch: `FileChannel` closes the file for everyone when one thread that reads it is interrupted.
///
/// The caller keeps memory and descriptor open during the call. A call that a signal broke is repeated.
public final class FileCalls {
    private static final int SEEK_END = 2;

    private static final MethodHandle PREAD =
            Native.bind("pread", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle PWRITE =
            Native.bind("pwrite", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle LSEEK =
            Native.bind("lseek", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle FTRUNCATE =
            Native.bind("ftruncate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle FDATASYNC = Native.bind("fdatasync", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle FSYNC = Native.bind("fsync", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private FileCalls() {}

    /// Reads up to `size` bytes at `position` to `address` (pread(2)).
    ///
    /// @return the number of bytes, 0 at the end of the file
    public static long read(Descriptor file, long address, long size, long position, ErrnoSlot errno)
            throws SyscallException {
        try {
            while (true) {
                long result = (long) PREAD.invokeExact(errno.segment, file.number(), address, size, position);
                if (result >= 0) {
                    return result;
                }
                check("pread position=" + position + " size=" + size, errno);
            }
        } catch (SyscallException e) {
            throw e;
        } catch (Throwable t) {
            throw Native.unexpected(t);
        }
    }

    /// Writes up to `size` bytes at `position` from `address` (pwrite(2)).
    ///
    /// @return the number of bytes, at least 1 if `size` is
    public static long write(Descriptor file, long address, long size, long position, ErrnoSlot errno)
            throws SyscallException {
        try {
            while (true) {
                long result = (long) PWRITE.invokeExact(errno.segment, file.number(), address, size, position);
                if (result >= 0) {
                    return result;
                }
                check("pwrite position=" + position + " size=" + size, errno);
            }
        } catch (SyscallException e) {
            throw e;
        } catch (Throwable t) {
            throw Native.unexpected(t);
        }
    }

    /// Returns the size of a regular file in bytes (lseek(2) to its end; nothing here uses the file's
    /// offset).
    public static long size(Descriptor file, ErrnoSlot errno) throws SyscallException {
        try {
            long result = (long) LSEEK.invokeExact(errno.segment, file.number(), 0L, SEEK_END);
            if (result < 0) {
                throw new SyscallException("lseek", errno.number());
            }
            return result;
        } catch (SyscallException e) {
            throw e;
        } catch (Throwable t) {
            throw Native.unexpected(t);
        }
    }

    /// Sets the size of a file (ftruncate(2)).
    public static void truncate(Descriptor file, long size, ErrnoSlot errno) throws SyscallException {
        try {
            while ((int) FTRUNCATE.invokeExact(errno.segment, file.number(), size) < 0) {
                check("ftruncate size=" + size, errno);
            }
        } catch (SyscallException e) {
            throw e;
        } catch (Throwable t) {
            throw Native.unexpected(t);
        }
    }

    /// Makes the bytes and the size durable (fdatasync(2)). Not repeated: after any error the kernel may
    /// take the bytes for written.
    public static void syncData(Descriptor file, ErrnoSlot errno) throws SyscallException {
        sync(FDATASYNC, "fdatasync", file, errno);
    }

    /// Makes everything of a file or folder durable (fsync(2)). Not repeated, as [#syncData].
    public static void sync(Descriptor file, ErrnoSlot errno) throws SyscallException {
        sync(FSYNC, "fsync", file, errno);
    }

    private static void sync(MethodHandle call, String name, Descriptor file, ErrnoSlot errno) throws SyscallException {
        try {
            if ((int) call.invokeExact(errno.segment, file.number()) < 0) {
                throw new SyscallException(name, errno.number());
            }
        } catch (SyscallException e) {
            throw e;
        } catch (Throwable t) {
            throw Native.unexpected(t);
        }
    }

    private static void check(String attempt, ErrnoSlot errno) throws SyscallException {
        if (Errno.of(errno.number()) != Errno.EINTR) {
            throw new SyscallException(attempt, errno.number());
        }
    }
}
