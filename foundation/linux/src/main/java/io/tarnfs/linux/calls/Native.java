// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.linux.calls;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// Binds functions of the C library; the only user of `Linker` and `SymbolLookup`.
///
/// Addresses and sizes are plain `long` in every descriptor: passing a `MemorySegment` would take and give back its
/// scope at each call. Whoever calls keeps the memory alive. No function is bound as `critical`: it gained nothing
/// measurable and holds up safepoints.
final class Native {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBC = LINKER.defaultLookup();
    static final StructLayout CAPTURE_LAYOUT = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CAPTURE_LAYOUT.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private Native() {}

    /// Binds a function whose first parameter is the segment that receives errno.
    static MethodHandle bind(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(address(name), descriptor, Linker.Option.captureCallState("errno"));
    }

    /// Binds a variadic function; `fixed` is the number of its parameters before the dots.
    static MethodHandle bindVariadic(String name, int fixed, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(
                address(name),
                descriptor,
                Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(fixed));
    }

    /// Returns where the function lies.
    static MemorySegment address(String name) {
        return LIBC.find(name)
                .orElseThrow(() -> new IllegalStateException("the C library has no such function: name=" + name));
    }

    /// Returns the errno that the last call with this segment left.
    static int errno(MemorySegment capture) {
        return (int) ERRNO.get(capture, 0L);
    }

    /// Makes a segment that receives errno.
    static MemorySegment capture(Arena arena) {
        return arena.allocate(CAPTURE_LAYOUT);
    }

    /// Turns what a method handle declares to throw, but a bound function never does, into a defect.
    static IllegalStateException unexpected(Throwable thrown) {
        return new IllegalStateException("a bound C function threw", thrown);
    }
}
