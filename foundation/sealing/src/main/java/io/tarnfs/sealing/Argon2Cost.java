// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

/// What stretching a passphrase costs (Argon2id, RFC 9106); kept in the slot, so that new slots can
/// cost more.
///
/// @param passes    1 to [#PASSES_MAX]
/// @param memoryKib 8 times the lanes to [#MEMORY_KIB_MAX]
/// @param lanes     1 to [#LANES_MAX]
public record Argon2Cost(int passes, int memoryKib, int lanes) {
    /// The second recommended choice of RFC 9106 for machines with little memory: 0.6 s in a cold JVM.
    public static final Argon2Cost DEFAULT = new Argon2Cost(3, 64 * 1024, 4);

    /// A slot with more is refused, so that a forged one cannot hang the reader or take its memory.
    public static final int PASSES_MAX = 64;

    /// 256 MiB: half of the default heap.
    public static final int MEMORY_KIB_MAX = 256 * 1024;

    /// More than the threads of any machine that we know to help.
    public static final int LANES_MAX = 64;

    /// Checks the ranges.
    public Argon2Cost {
        if (passes < 1 || passes > PASSES_MAX || lanes < 1 || lanes > LANES_MAX) {
            throw new IllegalArgumentException("passes=" + passes + " lanes=" + lanes);
        }
        if (memoryKib < 8 * lanes || memoryKib > MEMORY_KIB_MAX) {
            throw new IllegalArgumentException("memoryKib=" + memoryKib + " lanes=" + lanes);
        }
    }
}
