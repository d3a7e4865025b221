// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

/// The codecs, one call a frame. Safe for threads.
///
/// Each codec's library is loaded by the first call for that codec, none by a call for another one.
final class Compression {
    /// The answer where bytes do not shrink, or are not the work of the codec.
    static final int NOT_POSSIBLE = -1;

    private Compression() {}

    /// Returns how large the target of [#compress] must be, whatever the codec: the worst case of snappy, the
    /// only one that does not stop before it makes its input longer (`MaxCompressedLength` in snappy.cc). Not
    /// asked of the library, which would have to be loaded for it.
    static int targetBytes(int plainBytes) {
        return 32 + plainBytes + plainBytes / 6;
    }

    /// Loads what a codec needs.
    static void require(FrameCodec codec) throws CodecUnavailableException {
        switch (codec) {
            case NONE, LZ4 -> {}
            case ZSTD -> ZstdFrames.require();
            case SNAPPY -> SnappyFrames.require();
        }
    }

    /// Compresses the first `length` bytes of `plain` into `target`. May be called after [#require] only.
    ///
    /// @param target at least [#targetBytes] bytes
    /// @return the number of bytes in `target`, less than `length`; or [#NOT_POSSIBLE]
    static int compress(FrameCodec codec, byte[] plain, int length, byte[] target) {
        return switch (codec) {
            case NONE -> NOT_POSSIBLE;
            case LZ4 -> Lz4Frames.compress(plain, length, target);
            case ZSTD -> ZstdFrames.compress(plain, length, target);
            case SNAPPY -> SnappyFrames.compress(plain, length, target);
        };
    }

    /// Decompresses the first `length` bytes of `packed` into `plain`, never more than fit there.
    ///
    /// @return the number of bytes in `plain`, or [#NOT_POSSIBLE] if `packed` is not the work of this
    ///     codec
    static int decompress(FrameCodec codec, byte[] packed, int length, byte[] plain) throws CodecUnavailableException {
        require(codec);
        return switch (codec) {
            case NONE -> NOT_POSSIBLE;
            case LZ4 -> Lz4Frames.decompress(packed, length, plain);
            case ZSTD -> ZstdFrames.decompress(packed, length, plain);
            case SNAPPY -> SnappyFrames.decompress(packed, length, plain);
        };
    }
}
