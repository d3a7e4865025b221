// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import io.tarnfs.model.AllowedHere;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/// Compares the codecs on files, frame by frame, in one thread: what of it a store would hold, and how fast.
final class CodecComparison {
    private static final int FRAME = ObjectHeader.FRAME_BYTES;
    private static final long NANOS_MIN = 1_000_000_000L;

    private CodecComparison() {}

    /// Prints a table; the arguments are files.
    @AllowedHere("a table for whoever started it")
    public static void main(String[] files) throws Exception {
        System.out.println("| file | codec | stored | compress MB/s | decompress MB/s |\n|---|---|---|---|---|");
        for (String file : files) {
            byte[] content = Files.readAllBytes(Path.of(file));
            for (FrameCodec codec : FrameCodec.values()) {
                codec.require();
                // What the first rounds take is the compiler's.
                row(codec, content);
                System.out.println("| " + Path.of(file).getFileName() + " | " + codec.label() + " | "
                        + row(codec, content) + " |");
            }
        }
    }

    private static String row(FrameCodec codec, byte[] content) throws SealingException {
        int frames = Math.ceilDiv(content.length, FRAME);
        byte[] target = new byte[Compression.targetBytes(FRAME)];
        byte[][] packed = new byte[frames][];
        long stored = 0;
        long packing = 0;
        long unpacking = 0;
        int rounds = 0;
        for (; packing < NANOS_MIN; rounds++) {
            long begin = System.nanoTime();
            stored = pack(codec, content, target, packed);
            long middle = System.nanoTime();
            unpack(codec, packed, target);
            packing += middle - begin;
            unpacking += System.nanoTime() - middle;
        }
        double bytes = 1e3 * content.length * rounds;
        return String.format(
                Locale.ROOT,
                "%.1f %% | %.0f | %.0f",
                100.0 * stored / content.length,
                bytes / packing,
                bytes / unpacking);
    }

    private static long pack(FrameCodec codec, byte[] content, byte[] target, byte[][] packed) {
        long stored = 0;
        for (int frame = 0; frame < packed.length; frame++) {
            int end = Math.min(content.length, (frame + 1) * FRAME);
            byte[] plain = Arrays.copyOfRange(content, frame * FRAME, end);
            int length = Compression.compress(codec, plain, plain.length, target);
            boolean kept = length == Compression.NOT_POSSIBLE;
            packed[frame] = kept ? new byte[0] : Arrays.copyOf(target, length);
            stored += kept ? plain.length : length;
        }
        return stored;
    }

    private static void unpack(FrameCodec codec, byte[][] packed, byte[] target) throws SealingException {
        for (byte[] frame : packed) {
            if (frame.length > 0 && Compression.decompress(codec, frame, frame.length, target) < 1) {
                throw new IllegalStateException("what was compressed does not decompress: codec=" + codec.label());
            }
        }
    }
}
