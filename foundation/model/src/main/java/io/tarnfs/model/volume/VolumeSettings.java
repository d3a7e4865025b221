// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.model.volume;

/// What was chosen when the volume was made; block size, codec and cipher never change afterwards.
///
/// @param blockSizeBytes    a power of two from [#BLOCK_SIZE_MIN] to [#BLOCK_SIZE_MAX]
/// @param codec             how frames are compressed, a name that the sealing room knows; opaque to the
///                          service
/// @param cipher            how frames are encrypted, likewise
/// @param storeUrl          where the objects lie, for example `file:///srv/store`
/// @param retentionSeconds  how long replaced records are kept; 0 keeps none
public record VolumeSettings(int blockSizeBytes, String codec, String cipher, String storeUrl, long retentionSeconds) {
    /// Smaller blocks would make more objects than a store likes.
    public static final int BLOCK_SIZE_MIN = 256 << 10;

    /// Larger blocks would make a random read's object too large to fetch whole.
    public static final int BLOCK_SIZE_MAX = 8 << 20;

    /// A compromise between requests a byte and memory a dirty block.
    public static final int BLOCK_SIZE_DEFAULT = 4 << 20;

    public VolumeSettings {
        if (blockSizeBytes < BLOCK_SIZE_MIN
                || blockSizeBytes > BLOCK_SIZE_MAX
                || Integer.bitCount(blockSizeBytes) != 1) {
            throw new IllegalArgumentException(
                    "the block size is a power of two from 256 KiB to 8 MiB: blockSizeBytes=" + blockSizeBytes);
        }
        if (codec.isEmpty() || cipher.isEmpty() || storeUrl.isEmpty()) {
            throw new IllegalArgumentException("codec, cipher and store are named: codec=" + codec + " cipher=" + cipher
                    + " storeUrl=" + storeUrl);
        }
        if (retentionSeconds < 0) {
            throw new IllegalArgumentException("retentionSeconds=" + retentionSeconds);
        }
    }
}
