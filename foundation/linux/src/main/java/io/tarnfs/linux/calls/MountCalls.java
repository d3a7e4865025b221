// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.linux.calls;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.tarnfs.linux.errno.SyscallException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// mount(2) and umount2(2); both need the capability CAP_SYS_ADMIN.
public final class MountCalls {
    /// MS_RDONLY.
    public static final long READ_ONLY = 1;

    /// MS_NOSUID: set-user-id bits of files below have no effect.
    public static final long NO_SUID = 2;

    /// MS_NODEV: device inodes below cannot be opened.
    public static final long NO_DEVICES = 4;

    private static final int MNT_DETACH = 2;
    private static final int UMOUNT_NOFOLLOW = 8;

    private static final MethodHandle MOUNT = Native.bind(
            "mount", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle UMOUNT2 =
            Native.bind("umount2", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT));

    private MountCalls() {}

    /// What to mount where.
    ///
    /// @param source shown in the first column of mount(8)
    /// @param target the directory to cover
    /// @param fileSystemType as in `/proc/filesystems`, a subtype behind a dot
    /// @param flags MS_* bits
    /// @param data options of the file system itself, separated by commas
    public record Request(String source, String target, String fileSystemType, long flags, String data) {}

    /// Mounts a file system.
    public static void mount(Request request) throws SyscallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment capture = Native.capture(arena);
            int result = (int) MOUNT.invokeExact(
                    capture,
                    arena.allocateFrom(request.source).address(),
                    arena.allocateFrom(request.target).address(),
                    arena.allocateFrom(request.fileSystemType).address(),
                    request.flags,
                    arena.allocateFrom(request.data).address());
            if (result != 0) {
                throw new SyscallException(
                        "mount target=" + request.target + " type=" + request.fileSystemType, Native.errno(capture));
            }
        } catch (SyscallException e) {
            throw e;
        } catch (Throwable t) {
            throw Native.unexpected(t);
        }
    }

    /// Unmounts the topmost file system at `target`; EBUSY while a file below it is open or a directory in use.
    public static void unmount(String target) throws SyscallException {
        unmount(target, UMOUNT_NOFOLLOW);
    }

    /// Takes the topmost mount at `target` out of the tree now; it lives on until its last user is gone
    /// (MNT_DETACH).
    public static void detach(String target) throws SyscallException {
        unmount(target, UMOUNT_NOFOLLOW | MNT_DETACH);
    }

    private static void unmount(String target, int flags) throws SyscallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment capture = Native.capture(arena);
            int result = (int)
                    UMOUNT2.invokeExact(capture, arena.allocateFrom(target).address(), flags);
            if (result != 0) {
                throw new SyscallException("umount2 target=" + target + " flags=" + flags, Native.errno(capture));
            }
        } catch (SyscallException e) {
            throw e;
        } catch (Throwable t) {
            throw Native.unexpected(t);
        }
    }
}
