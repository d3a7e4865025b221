// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.model.content.Bytes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Hostile bytes before each codec: with matching checksums and without a cipher nothing stands in front of
/// the native code.
final class CodecFuzzTest {
    private static final long SEED = Long.getLong("tarn.seed", 20_261_120L);
    private static final int ROUNDS = 30_000;
    private static final int PLAIN_BYTES_MAX = 6_000;

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void damagedFramesAreRefusedOrFitAndNoByteBehindThemCounts(FrameCodec codec) throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        Compression.require(codec);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] packed = packed(codec, random);
            int length = damage(packed, random);
            byte[] plain = new byte[random.nextInt(PLAIN_BYTES_MAX + 1)];
            int count = Compression.decompress(codec, packed, length, plain);
            String run = "seed=" + SEED + " round=" + round;
            assertTrue(count >= Compression.NOT_POSSIBLE && count <= plain.length, run);
            refused += count == Compression.NOT_POSSIBLE ? 1 : 0;

            byte[] otherwise = Arrays.copyOf(packed, packed.length);
            Arrays.fill(otherwise, length, otherwise.length, (byte) random.nextInt());
            byte[] again = new byte[plain.length];
            assertEquals(count, Compression.decompress(codec, otherwise, length, again), run);
            if (count != Compression.NOT_POSSIBLE) {
                assertArrayEquals(Arrays.copyOf(plain, count), Arrays.copyOf(again, count), run);
            }
        }
        assertTrue(refused > ROUNDS / 4, "refused=" + refused);
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void aFrameThatNamesOrHoldsMoreThanAFrameIsRefused(FrameCodec codec) throws Exception {
        Compression.require(codec);
        byte[] tooMuch = new byte[ObjectHeader.FRAME_BYTES + 1];
        byte[] packed = new byte[Compression.targetBytes(tooMuch.length)];
        int length = Compression.compress(codec, tooMuch, tooMuch.length, packed);
        assertTrue(length > 0, "length=" + length);
        byte[] plain = new byte[ObjectHeader.FRAME_BYTES];
        assertEquals(Compression.NOT_POSSIBLE, Compression.decompress(codec, packed, length, plain));
        byte[] roomy = new byte[tooMuch.length];
        assertEquals(tooMuch.length, Compression.decompress(codec, packed, length, roomy));
    }

    @Test
    void aSnappyLengthThatIsHugeNegativeOrWithoutEndIsRefused() throws Exception {
        byte[][] beginnings = {
            {},
            {-1},
            {-1, -1, -1, -1},
            {-1, -1, -1, -1, -1},
            {-1, -1, -1, -1, 15, 0},
            {-1, -1, -1, -1, 7, 0},
            {-128, -128, -128, -128, 8, 0},
            {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1}
        };
        for (byte[] beginning : beginnings) {
            byte[] plain = new byte[ObjectHeader.FRAME_BYTES];
            assertEquals(
                    Compression.NOT_POSSIBLE,
                    Compression.decompress(FrameCodec.SNAPPY, beginning, beginning.length, plain),
                    Arrays.toString(beginning));
        }
    }

    @Test
    void snappyDoesNotStartWhereItsWorstCaseHasNoRoom() throws Exception {
        Compression.require(FrameCodec.SNAPPY);
        byte[] plain = new byte[1_000];
        byte[] target = new byte[Compression.targetBytes(plain.length) - 1];
        assertThrows(
                IllegalArgumentException.class,
                () -> Compression.compress(FrameCodec.SNAPPY, plain, plain.length, target));
    }

    @ParameterizedTest
    @EnumSource
    void aForgedObjectIsCorruptOrOpensToItsLength(FrameCodec codec) throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        SealingSettings settings = Samples.settings(codec, FrameCipher.NONE);
        Opener opener = new Opener(settings, KeyRing.empty());
        int refused = 0;
        try (Arena arena = Arena.ofConfined()) {
            Sealer sealer = new Sealer(settings, KeyRing.empty(), new FixedRandom(SEED));
            SealedObject object = Samples.seal(sealer, arena, Samples.mixed(arena, 20_000, SEED));
            byte[] whole = object.bytes().toArray(ValueLayout.JAVA_BYTE);
            for (int round = 0; round < 3_000; round++) {
                byte[] forged = whole.clone();
                for (int change = random.nextInt(3); change >= 0; change--) {
                    forged[random.nextInt(object.headerBytes(), forged.length)] = (byte) random.nextInt();
                }
                refused += opensToItsLength(opener, forged, object.headerBytes()) ? 0 : 1;
            }
        }
        assertTrue(codec == FrameCodec.NONE || refused > 300, "seed=" + SEED + " refused=" + refused);
    }

    @ParameterizedTest
    @EnumSource
    void aForgedInlineValueIsCorruptOrOpensToItsLength(FrameCodec codec) throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        InlineSealing inline =
                new InlineSealing(Samples.settings(codec, FrameCipher.NONE), KeyRing.empty(), new FixedRandom(SEED));
        byte[] plain = "a small value, a small value, a small value".getBytes(StandardCharsets.US_ASCII);
        byte[] whole = inline.seal(plain).toArray();
        for (int round = 0; round < 20_000; round++) {
            byte[] forged = whole.clone();
            int crcAt = forged.length - ObjectHeader.CRC_BYTES;
            forged[random.nextInt(32, crcAt)] = (byte) random.nextInt();
            ByteBuffer.wrap(forged).putInt(crcAt, Checksums.crc32c(forged, 0, crcAt));
            try {
                assertEquals(plain.length, inline.open(Bytes.copyOf(forged)).length);
            } catch (CorruptObjectException refused) {
                assertTrue(String.valueOf(refused.getMessage()).contains("codec=" + codec.label()), refused::toString);
            }
        }
    }

    /// Makes the checksums of the only frame and of the frame table right again, and opens the object.
    private static boolean opensToItsLength(Opener opener, byte[] forged, int headerBytes) throws Exception {
        int entry = headerBytes - ObjectHeader.CRC_BYTES - ObjectHeader.FRAME_ENTRY_BYTES;
        ByteBuffer bytes = ByteBuffer.wrap(forged);
        bytes.putInt(entry + 4, Checksums.crc32c(forged, headerBytes, forged.length - headerBytes));
        bytes.putInt(
                headerBytes - ObjectHeader.CRC_BYTES, Checksums.crc32c(forged, entry, ObjectHeader.FRAME_ENTRY_BYTES));
        MemorySegment object = MemorySegment.ofArray(forged);
        ObjectHeader header = opener.header(Samples.OBJECT, object);
        MemorySegment target = MemorySegment.ofArray(new byte[(int) header.plaintextBytes()]);
        try {
            long count = opener.open(header, new FrameRange(0, 1), object.asSlice(headerBytes), target);
            assertEquals(header.plaintextBytes(), count);
            return true;
        } catch (CorruptObjectException refused) {
            assertEquals(0, refused.frame().orElseThrow());
            return false;
        }
    }

    /// Something that the codec made, with room behind it.
    private static byte[] packed(FrameCodec codec, SplittableRandom random) {
        byte[] plain = new byte[1 + random.nextInt(PLAIN_BYTES_MAX)];
        int alphabet = 1 + random.nextInt(30);
        for (int i = 0; i < plain.length; i++) {
            boolean repeat = i > 40 && random.nextInt(8) > 0;
            plain[i] = repeat ? plain[i - 1 - i % 40] : (byte) random.nextInt(alphabet);
        }
        byte[] target = new byte[Compression.targetBytes(plain.length)];
        int length = Compression.compress(codec, plain, plain.length, target);
        return length == Compression.NOT_POSSIBLE ? plain : Arrays.copyOf(target, length + 100);
    }

    /// @return how many bytes of it count from now on
    private static int damage(byte[] packed, SplittableRandom random) {
        int length = Math.max(0, packed.length - 100);
        switch (random.nextInt(5)) {
            case 0 -> random.nextBytes(packed);
            case 1 -> length = random.nextInt(packed.length + 1);
            case 2 -> length = Math.min(packed.length, length + random.nextInt(100));
            case 3 -> edges(packed, Math.min(packed.length, 16), random);
            case 4 -> edges(packed, packed.length, random);
            default -> throw new IllegalStateException("there are five kinds of damage");
        }
        return length;
    }

    private static void edges(byte[] packed, int within, SplittableRandom random) {
        byte[] edges = {0, 1, -1, 127, -128, 64};
        for (int change = random.nextInt(4); change >= 0; change--) {
            boolean edge = random.nextBoolean();
            packed[random.nextInt(within)] = edge ? edges[random.nextInt(edges.length)] : (byte) random.nextInt();
        }
    }
}
