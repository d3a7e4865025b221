// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.VolumeId;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class InlineSealingTest {
    private static final long SEED = Long.getLong("tarn.seed", 20_261_120L);

    static Stream<Arguments> kinds() {
        return SealerOpenerTest.kinds();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatWasSealedOpensToTheSameBytes(FrameCodec codec, FrameCipher cipher) throws SealingException {
        InlineSealing inline = inline(codec, cipher);
        for (int size : new int[] {1, 2, 100, 4_096, InlineSealing.PLAINTEXT_BYTES_MAX}) {
            for (byte[] plain : new byte[][] {noise(size), new byte[size]}) {
                Bytes sealed = inline.seal(plain);
                assertTrue(sealed.length() <= size + InlineSealing.OVERHEAD_BYTES_MAX);
                assertArrayEquals(plain, inline.open(sealed), "size=" + size);
            }
        }
        assertThrows(IllegalArgumentException.class, () -> inline.seal(new byte[0]));
        int tooMany = InlineSealing.PLAINTEXT_BYTES_MAX + 1;
        assertThrows(IllegalArgumentException.class, () -> inline.seal(new byte[tooMany]));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aFlippedBitAnywhereIsFoundWithOrWithoutAMatchingChecksum(FrameCodec codec, FrameCipher cipher) {
        InlineSealing inline = inline(codec, cipher);
        byte[] sealed = inline.seal("a small value, a small value, a small value"
                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .toArray();
        for (int bit = 0; bit < 8 * sealed.length; bit++) {
            byte[] damaged = sealed.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            Bytes bytes = Bytes.copyOf(damaged);
            assertThrows(CorruptObjectException.class, () -> inline.open(bytes), "bit=" + bit);
            if (cipher == FrameCipher.AES_256_GCM && bit < 8 * (sealed.length - 4)) {
                Bytes forged = withChecksum(damaged);
                assertThrows(SealingException.class, () -> inline.open(forged), "bit=" + bit);
            }
        }
    }

    @Test
    void theSameValueIsNeverSealedToTheSameBytes() {
        InlineSealing inline = inline(FrameCodec.LZ4, FrameCipher.AES_256_GCM);
        byte[] plain = noise(500);
        byte[] first = inline.seal(plain).toArray();
        byte[] second = inline.seal(plain).toArray();
        assertNotEquals(-1, ByteBuffer.wrap(first, 32, 400).mismatch(ByteBuffer.wrap(second, 32, 400)));
    }

    @Test
    void aValueOfAnotherVolumeOrWithoutTheCipherIsRefused() {
        KeyRing keys = Samples.ring(FrameCipher.AES_256_GCM, SEED);
        Bytes sealed = inline(FrameCodec.LZ4, FrameCipher.AES_256_GCM).seal(noise(500));
        InlineSealing other = new InlineSealing(
                new SealingSettings(new VolumeId(6), FrameCodec.LZ4, FrameCipher.AES_256_GCM),
                keys,
                new FixedRandom(SEED));
        CorruptObjectException refused = assertThrows(CorruptObjectException.class, () -> other.open(sealed));
        assertEquals("inline value volume=6", refused.subject());
        Bytes plain = inline(FrameCodec.LZ4, FrameCipher.NONE).seal(noise(500));
        InlineSealing ours = inline(FrameCodec.LZ4, FrameCipher.AES_256_GCM);
        assertThrows(CorruptObjectException.class, () -> ours.open(plain));
    }

    @Test
    void aValueCutShortIsDamaged() {
        InlineSealing inline = inline(FrameCodec.LZ4, FrameCipher.AES_256_GCM);
        byte[] sealed = inline.seal(noise(100)).toArray();
        for (int size = 0; size < sealed.length; size++) {
            Bytes cut = Bytes.copyOf(java.util.Arrays.copyOf(sealed, size));
            assertThrows(CorruptObjectException.class, () -> inline.open(cut), "size=" + size);
        }
    }

    private static InlineSealing inline(FrameCodec codec, FrameCipher cipher) {
        return new InlineSealing(Samples.settings(codec, cipher), Samples.ring(cipher, SEED), new FixedRandom(SEED));
    }

    private static byte[] noise(int size) {
        byte[] noise = new byte[size];
        new SplittableRandom(SEED).nextBytes(noise);
        return noise;
    }

    private static Bytes withChecksum(byte[] bytes) {
        ByteBuffer.wrap(bytes).putInt(bytes.length - 4, Checksums.crc32c(bytes, 0, bytes.length - 4));
        return Bytes.copyOf(bytes);
    }
}
