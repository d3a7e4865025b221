// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.actor;

/// Bytes that depend on a seed and their position only, so that any piece of a large file can be written and
/// checked without keeping it.
///
/// Eight bytes at a time come from the finalizer of SplitMix64 (Steele, Lea, Flood, 2014) over seed and word
/// index: no two words of a file are equal by accident, so data that lands at the wrong place is seen.
public final class Pattern {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private Pattern() {}

    /// The bytes of the pattern of `seed` at `position`, `length` of them.
    public static byte[] bytes(long seed, long position, int length) {
        byte[] bytes = new byte[length];
        long wordIndex = -1;
        long word = 0;
        for (int i = 0; i < length; i++) {
            long at = position + i;
            if (at >>> 3 != wordIndex) {
                wordIndex = at >>> 3;
                word = mix(seed + GOLDEN_GAMMA * (wordIndex + 1));
            }
            bytes[i] = (byte) (word >>> (8 * (at & 7)));
        }
        return bytes;
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }
}
