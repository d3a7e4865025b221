// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.actor;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// libc by function name, for the one thread of an actor.
///
/// Every parameter is passed as a 64-bit value: both ABIs that we run on (System V x86-64, AAPCS64) pass an int
/// in the lower half of a 64-bit register and ignore the upper half. Results are another matter: the upper half
/// of an int result is garbage, so [#RETURNS_LONG] says which results are 64 bits wide.
final class LibC {
    private static final Set<String> RETURNS_LONG = Set.of(
            "read",
            "write",
            "pread",
            "pwrite",
            "lseek",
            "readlink",
            "getxattr",
            "lgetxattr",
            "fgetxattr",
            "listxattr",
            "llistxattr",
            "flistxattr",
            "getdents64",
            "mmap",
            "copy_file_range");

    /// Functions with `...` and the number of parameters that stand before it.
    private static final Map<String, Integer> VARIADIC_FROM = Map.of("open", 2, "openat", 3, "fcntl", 2, "ioctl", 2);

    /// Functions whose result is the error number itself.
    private static final Set<String> RETURNS_ERRNO = Set.of("posix_fallocate");

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    /// What a function returned, and errno when that was -1 (0 otherwise).
    record Result(long value, int errno) {}

    private final MemorySegment state = Arena.ofAuto().allocate(STATE);
    private final Map<String, MethodHandle> handles = new HashMap<>();

    Result call(String name, long[] arguments) {
        MethodHandle handle = handles.computeIfAbsent(name + "/" + arguments.length, _ -> bind(name, arguments.length));
        Object[] all = new Object[arguments.length + 1];
        all[0] = state;
        for (int i = 0; i < arguments.length; i++) {
            all[i + 1] = arguments[i];
        }
        long value = ((Number) invoke(handle, all)).longValue();
        if (RETURNS_ERRNO.contains(name)) {
            return value == 0 ? new Result(0, 0) : new Result(-1, (int) value);
        }
        return new Result(value, value == -1 ? (int) ERRNO.get(state, 0L) : 0);
    }

    private static Object invoke(MethodHandle handle, Object[] arguments) {
        try {
            return handle.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException("downcall failed: arguments=" + Arrays.toString(arguments), e);
        }
    }

    private static MethodHandle bind(String name, int arity) {
        MemoryLayout[] parameters = new MemoryLayout[arity];
        Arrays.fill(parameters, ValueLayout.JAVA_LONG);
        MemoryLayout result = RETURNS_LONG.contains(name) ? ValueLayout.JAVA_LONG : ValueLayout.JAVA_INT;
        Linker.Option capture = Linker.Option.captureCallState("errno");
        Integer variadic = VARIADIC_FROM.get(name);
        Linker.Option[] options = variadic == null || variadic >= arity
                ? new Linker.Option[] {capture}
                : new Linker.Option[] {capture, Linker.Option.firstVariadicArg(variadic)};
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, parameters), options);
    }
}
