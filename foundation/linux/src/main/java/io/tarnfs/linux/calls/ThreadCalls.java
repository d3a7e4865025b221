// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.linux.calls;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.tarnfs.linux.errno.Errno;
import io.tarnfs.linux.errno.SyscallException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Calls about this process and its threads.
public final class ThreadCalls {
    /// The signal that wakes a thread out of a blocking call: a real-time signal that neither the JVM nor glibc
    /// uses.
    private static final int WAKE_SIGNAL = 40;

    private static final int PR_SET_IO_FLUSHER = 57;

    private static final MethodHandle SYSCALL = Native.bindVariadic(
            "syscall", 1, FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle PRCTL = Native.bindVariadic(
            "prctl", 1, FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle GETEUID = Native.bind("geteuid", FunctionDescriptor.of(JAVA_INT));
    private static final MethodHandle SIGACTION =
            Native.bind("sigaction", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));

    private ThreadCalls() {}

    /// Number of a thread of this process, as the kernel counts them.
    public record ThreadId(int value) {}

    /// Returns the number of the calling platform thread.
    public static ThreadId currentThread() {
        try (Arena arena = Arena.ofConfined()) {
            long number = Platform.current().gettid();
            return new ThreadId((int) (long) SYSCALL.invokeExact(Native.capture(arena), number, 0L, 0L, 0L));
        } catch (Throwable t) {
            throw Native.unexpected(t);
        }
    }

    /// Makes a blocking call that the thread is in return EINTR; no effect on a thread that is in none or has
    /// ended, so a caller that waits for the thread to notice repeats it.
    public static void wake(ThreadId thread) throws SyscallException {
        WakeHandler.install();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment capture = Native.capture(arena);
            long process = ProcessHandle.current().pid();
            long result = (long) SYSCALL.invokeExact(
                    capture, Platform.current().tgkill(), process, (long) thread.value, (long) WAKE_SIGNAL);
            if (result != 0 && Native.errno(capture) != Errno.ESRCH.number()) {
                throw new SyscallException("tgkill thread=" + thread.value, Native.errno(capture));
            }
        } catch (SyscallException e) {
            throw e;
        } catch (Throwable t) {
            throw Native.unexpected(t);
        }
    }

    /// Tells the kernel that the calling thread serves the I/O of others, so that it is not throttled by dirty
    /// pages which only it can clean.
    ///
    /// @return false if this is not allowed here (no CAP_SYS_RESOURCE, or a sandbox): the thread works all the same
    public static boolean becomeIoFlusher() {
        try (Arena arena = Arena.ofConfined()) {
            return (int) PRCTL.invokeExact(Native.capture(arena), PR_SET_IO_FLUSHER, 1L, 0L, 0L, 0L) == 0;
        } catch (Throwable t) {
            throw Native.unexpected(t);
        }
    }

    /// Returns the user id that permissions of this process are checked with.
    public static int effectiveUserId() {
        try (Arena arena = Arena.ofConfined()) {
            return (int) GETEUID.invokeExact(Native.capture(arena));
        } catch (Throwable t) {
            throw Native.unexpected(t);
        }
    }

    /// Installs the handler of the wake signal, once.
    ///
    /// It is abs(3) of the C library: it takes an int, touches nothing and returns, so no signal ever runs Java
    /// code. SA_RESTART is not set, which is what makes the interrupted call return EINTR.
    ///
    /// `struct sigaction` of glibc, on x86-64 and arm64 alike (152 bytes):
    /// ```
    ///   0 handler (8) | 8 mask (128) | 136 flags (4), padding (4) | 144 restorer (8), filled in by glibc
    /// ```
    private static final class WakeHandler {
        private static final long SIGACTION_SIZE = 152;

        static {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment action = arena.allocate(SIGACTION_SIZE, Long.BYTES);
                action.set(JAVA_LONG, 0, Native.address("abs").address());
                int result = (int) SIGACTION.invokeExact(Native.capture(arena), WAKE_SIGNAL, action.address(), 0L);
                if (result != 0) {
                    throw new IllegalStateException("sigaction refused: signal=" + WAKE_SIGNAL);
                }
            } catch (Throwable t) {
                throw Native.unexpected(t);
            }
        }

        private WakeHandler() {}

        /// Runs the static part on its first call.
        static void install() {}
    }
}
