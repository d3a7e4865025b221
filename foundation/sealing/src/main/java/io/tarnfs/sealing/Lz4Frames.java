// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/// LZ4 in its block format. Safe for threads: LZ4's objects hold no state. Where its native library does not
/// load, it works in Java.
///
/// The *safe* decompressor is told how long its input is; the fast one trusts the input and reads past
/// it.
final class Lz4Frames {
    private static final LZ4Compressor LZ4 = LZ4Factory.fastestInstance().fastCompressor();
    private static final LZ4SafeDecompressor UNLZ4 =
            LZ4Factory.fastestInstance().safeDecompressor();

    private Lz4Frames() {}

    static int compress(byte[] plain, int length, byte[] target) {
        // One byte short of the input: what does not fit did not shrink, and the compressor stops early.
        int room = Math.min(length - 1, target.length);
        try {
            return LZ4.compress(plain, 0, length, target, 0, room);
        } catch (LZ4Exception doesNotFit) {
            return Compression.NOT_POSSIBLE;
        }
    }

    static int decompress(byte[] packed, int length, byte[] plain) {
        try {
            return UNLZ4.decompress(packed, 0, length, plain, 0);
        } catch (LZ4Exception damaged) {
            return Compression.NOT_POSSIBLE;
        }
    }
}
