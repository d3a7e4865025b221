// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import java.io.IOException;
import java.nio.file.Path;
import org.xerial.snappy.Snappy;
import org.xerial.snappy.SnappyError;

/// Snappy in its raw format, without framing. Safe for threads.
final class SnappyFrames {
    private static final String FOLDER_PROPERTY = "org.xerial.snappy.tempdir";
    private static final NativeLibrary LIBRARY =
            new NativeLibrary(FrameCodec.SNAPPY, FOLDER_PROPERTY, SnappyFrames::load);

    /// The raw format begins with the plaintext's length in at most so many bytes of 7 bits.
    private static final int LENGTH_BYTES_MAX = 5;

    private SnappyFrames() {}

    static void require() throws CodecUnavailableException {
        LIBRARY.require();
    }

    /// May be called after [#require] only.
    static int compress(byte[] plain, int length, byte[] target) {
        // Snappy does not stop at the end of its target by itself.
        if (target.length < Compression.targetBytes(length)) {
            throw new IllegalArgumentException(
                    "the target is too small: bytes=" + target.length + " needed=" + Compression.targetBytes(length));
        }
        try {
            int packed = Snappy.compress(plain, 0, length, target, 0);
            return packed < length ? packed : Compression.NOT_POSSIBLE;
        } catch (IOException e) {
            throw new IllegalStateException("snappy does not compress: bytes=" + length, e);
        }
    }

    /// May be called after [#require] only.
    static int decompress(byte[] packed, int length, byte[] plain) {
        // Snappy writes as many bytes as its input says; whether there is room for them is ours to see.
        if (plainBytes(packed, length) > plain.length) {
            return Compression.NOT_POSSIBLE;
        }
        try {
            return Snappy.uncompress(packed, 0, length, plain, 0);
        } catch (IOException damaged) {
            return Compression.NOT_POSSIBLE;
        }
    }

    /// @return [Long#MAX_VALUE] if the bytes do not begin with a length
    private static long plainBytes(byte[] packed, int length) {
        long value = 0;
        for (int i = 0; i < Math.min(length, LENGTH_BYTES_MAX); i++) {
            value |= (packed[i] & 0x7FL) << (7 * i);
            if (packed[i] >= 0) {
                return value;
            }
        }
        return Long.MAX_VALUE;
    }

    /// The property is the only way to tell snappy a folder; it is put back as it was.
    private static void load(Path folder) throws IOException {
        String before = System.getProperty(FOLDER_PROPERTY);
        System.setProperty(FOLDER_PROPERTY, folder.toString());
        try {
            Snappy.getNativeLibraryVersion();
        } catch (SnappyError notLoaded) {
            throw new IOException(notLoaded.getMessage(), notLoaded);
        } finally {
            if (before == null) {
                System.clearProperty(FOLDER_PROPERTY);
            } else {
                System.setProperty(FOLDER_PROPERTY, before);
            }
        }
    }
}
