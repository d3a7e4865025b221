// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.util.Native;
import java.nio.file.Path;

/// Zstandard: one frame of RFC 8878, with its plaintext's length and without a checksum. Safe for threads.
///
/// The contexts live in native memory. They are shared by all volumes of the JVM, because sealers and openers
/// are not closed and theirs would be lost.
final class ZstdFrames {
    /// The fastest of the regular levels. Higher ones gain a few percent on frames of 128 KiB and cost several
    /// times the CPU.
    private static final int LEVEL = 1;

    private static final Pool<Contexts> CONTEXTS = new Pool<>(Contexts::new, Contexts::close);
    private static final NativeLibrary LIBRARY = new NativeLibrary(FrameCodec.ZSTD, "ZstdTempFolder", ZstdFrames::load);

    private ZstdFrames() {}

    static void require() throws CodecUnavailableException {
        LIBRARY.require();
    }

    /// May be called after [#require] only.
    static int compress(byte[] plain, int length, byte[] target) {
        // One byte short of the input: what does not fit did not shrink.
        int room = Math.min(length - 1, target.length);
        Contexts contexts = CONTEXTS.borrow();
        try {
            return contexts.packing.compressByteArray(target, 0, room, plain, 0, length);
        } catch (ZstdException refused) {
            if (refused.getErrorCode() == Zstd.errDstSizeTooSmall()) {
                return Compression.NOT_POSSIBLE;
            }
            throw new IllegalStateException("zstd does not compress: bytes=" + length, refused);
        } finally {
            CONTEXTS.giveBack(contexts);
        }
    }

    /// May be called after [#require] only.
    static int decompress(byte[] packed, int length, byte[] plain) {
        Contexts contexts = CONTEXTS.borrow();
        try {
            return contexts.unpacking.decompressByteArray(plain, 0, plain.length, packed, 0, length);
        } catch (ZstdException refused) {
            if (refused.getErrorCode() == Zstd.errMemoryAllocation()) {
                // Not the fault of the bytes: they must not be reported as damaged.
                throw new IllegalStateException("zstd has no memory to decompress: bytes=" + length, refused);
            }
            return Compression.NOT_POSSIBLE;
        } finally {
            CONTEXTS.giveBack(contexts);
        }
    }

    /// The first contexts are made here: with them the library binds all its functions, which takes a few tenths
    /// of a second of CPU and would otherwise be part of the first write.
    private static void load(Path folder) {
        Native.load(folder.toFile());
        CONTEXTS.giveBack(CONTEXTS.borrow());
    }

    /// What compressing and decompressing work with: 100 KiB of native memory, and some 400 KiB more once it
    /// has compressed. For one thread at a time; each call begins anew, whatever became of the one before.
    private static final class Contexts {
        private final ZstdCompressCtx packing = new ZstdCompressCtx();
        private final ZstdDecompressCtx unpacking = new ZstdDecompressCtx();

        Contexts() {
            packing.setLevel(LEVEL);
        }

        void close() {
            packing.close();
            unpacking.close();
        }
    }
}
