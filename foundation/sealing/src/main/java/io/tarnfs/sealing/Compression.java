// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/// The codecs, one call a frame. Safe for threads: LZ4's objects hold no state.
///
/// The *safe* decompressor is told how long its input is; the fast one trusts the input and reads past
/// it.
final class Compression {
    /// The answer where bytes do not shrink, or are not the work of the codec.
    static final int NOT_POSSIBLE = -1;

    private static final LZ4Compressor LZ4 = LZ4Factory.fastestInstance().fastCompressor();
    private static final LZ4SafeDecompressor UNLZ4 =
            LZ4Factory.fastestInstance().safeDecompressor();

    private Compression() {}

    /// Compresses the first `length` bytes of `plain` into `target`.
    ///
    /// @return the number of bytes in `target`, less than `length`; or [#NOT_POSSIBLE]
    static int compress(FrameCodec codec, byte[] plain, int length, byte[] target) {
        return switch (codec) {
            case NONE -> NOT_POSSIBLE;
            case LZ4 -> lz4(plain, length, target);
        };
    }

    /// Decompresses the first `length` bytes of `packed` into `plain`.
    ///
    /// @return the number of bytes in `plain`, or [#NOT_POSSIBLE] if `packed` is not the work of this
    ///     codec
    static int decompress(FrameCodec codec, byte[] packed, int length, byte[] plain) {
        return switch (codec) {
            case NONE -> NOT_POSSIBLE;
            case LZ4 -> unlz4(packed, length, plain);
        };
    }

    private static int lz4(byte[] plain, int length, byte[] target) {
        // One byte short of the input: what does not fit did not shrink, and the compressor stops early.
        int room = Math.min(length - 1, target.length);
        try {
            return LZ4.compress(plain, 0, length, target, 0, room);
        } catch (LZ4Exception doesNotFit) {
            return NOT_POSSIBLE;
        }
    }

    private static int unlz4(byte[] packed, int length, byte[] plain) {
        try {
            return UNLZ4.decompress(packed, 0, length, plain, 0);
        } catch (LZ4Exception damaged) {
            return NOT_POSSIBLE;
        }
    }
}
