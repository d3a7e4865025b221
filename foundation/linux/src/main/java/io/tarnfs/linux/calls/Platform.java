// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.linux.calls;

import java.util.Locale;

/// What differs between the processor architectures that Linux runs on: the only such table in the project.
///
/// Values come from the kernel's `arch/*/include/uapi/asm/fcntl.h` and `asm/unistd.h`; everything else that this
/// project uses is the same on both (asm-generic).
///
/// @param gettid number of the call gettid(2)
/// @param tgkill number of the call tgkill(2)
/// @param openDirect O_DIRECT
/// @param openDirectory O_DIRECTORY
/// @param openNoFollow O_NOFOLLOW
record Platform(long gettid, long tgkill, int openDirect, int openDirectory, int openNoFollow) {
    /// 64-bit PC.
    static final Platform X86_64 = new Platform(186, 234, 040000, 0200000, 0400000);

    /// 64-bit ARM: the numbers of asm-generic, and three open flags in other places.
    static final Platform AARCH64 = new Platform(178, 131, 0200000, 040000, 0100000);

    private static final Platform CURRENT = of(System.getProperty("os.arch", ""));

    /// The platform of this process, chosen once.
    static Platform current() {
        return CURRENT;
    }

    /// Chooses by the value of the system property `os.arch`.
    static Platform of(String architecture) {
        return switch (architecture.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> X86_64;
            case "aarch64", "arm64" -> AARCH64;
            default -> throw new IllegalStateException("no table for this processor: os.arch=" + architecture);
        };
    }
}
