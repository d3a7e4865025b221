// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.ObjectId;
import io.tarnfs.model.identity.VolumeId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class VolumeDescriptorTest {
    private static final long SEED = Long.getLong("tarn.seed", 20_261_120L);

    private final VolumeDescriptor descriptor = new VolumeDescriptor(
            3,
            "projects \u2603",
            4 << 20,
            Samples.settings(FrameCodec.LZ4, FrameCipher.AES_256_GCM),
            List.of(Bytes.copyOf(new byte[116]), Bytes.copyOf(new byte[] {1, 2, 3})));

    @Test
    void whatWasEncodedIsDecoded() throws SealingException {
        assertEquals(descriptor, VolumeDescriptor.decode("d", descriptor.encode()));
        VolumeDescriptor plain =
                new VolumeDescriptor(1, "", 256 << 10, Samples.settings(FrameCodec.NONE, FrameCipher.NONE), List.of());
        assertEquals(plain, VolumeDescriptor.decode("d", plain.encode()));
    }

    @Test
    void aFlippedBitAnywhereIsFound() {
        byte[] encoded = descriptor.encode().toArray();
        for (int bit = 0; bit < 8 * encoded.length; bit++) {
            byte[] damaged = encoded.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            Bytes bytes = Bytes.copyOf(damaged);
            assertThrows(CorruptObjectException.class, () -> VolumeDescriptor.decode("d", bytes), "bit=" + bit);
        }
    }

    @Test
    void randomDescriptorsWithAMatchingChecksumAreReadOrRefusedAndNothingElseHappens() throws SealingException {
        SplittableRandom random = new SplittableRandom(SEED);
        byte[] encoded = descriptor.encode().toArray();
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] forged = Arrays.copyOf(encoded, random.nextInt(4) == 0 ? random.nextInt(300) + 4 : encoded.length);
            for (int change = 0; change < 3; change++) {
                forged[random.nextInt(forged.length)] = (byte) random.nextInt();
            }
            ByteBuffer.wrap(forged).putInt(forged.length - 4, Checksums.crc32c(forged, 0, forged.length - 4));
            try {
                VolumeDescriptor.decode("d", Bytes.copyOf(forged));
            } catch (SealingException e) {
                refused++;
            }
        }
        assertTrue(refused > 5_000, "seed=" + SEED + " refused=" + refused);
    }

    @Test
    void aTailOfALaterWriterIsSkipped() throws SealingException {
        byte[] encoded = descriptor.encode().toArray();
        byte[] longer = Arrays.copyOf(encoded, encoded.length + 6);
        ByteBuffer bytes = ByteBuffer.wrap(longer);
        bytes.putInt(8, longer.length);
        bytes.putInt(encoded.length - 8, 6);
        bytes.put(encoded.length - 4, new byte[] {9, 9, 9, 9, 9, 9});
        bytes.putInt(longer.length - 4, Checksums.crc32c(longer, 0, longer.length - 4));
        assertEquals(descriptor, VolumeDescriptor.decode("d", Bytes.copyOf(longer)));
    }

    @Test
    void keysAreSpelledAsDrawn() {
        ObjectKeys keys = new ObjectKeys("team/a", new VolumeId(0xa1));
        assertEquals("team/a/00000000000000a1/volume-12", keys.descriptor(12));
        assertEquals("team/a/00000000000000a1/volume-", keys.descriptorPrefix());
        // The SHA-256 of the 16 bytes begins with 832d7c15, by an independent implementation.
        assertEquals(
                "team/a/00000000000000a1/83/0000000000001000-5be0cd19137e2179",
                keys.object(new ObjectId(0x1000), 0x5be0cd19137e2179L));
        ObjectKeys bare = new ObjectKeys("", new VolumeId(0xa1));
        assertTrue(bare.object(new ObjectId(1), -1).startsWith("00000000000000a1/"));
        assertThrows(IllegalArgumentException.class, () -> new ObjectKeys("team/", new VolumeId(1)));
    }

    @Test
    void idsThatFollowEachOtherAreSpreadEvenlyOverAllShards() {
        ObjectKeys keys = new ObjectKeys("", new VolumeId(1));
        Map<String, Integer> shards = new HashMap<>();
        for (long id = 1; id <= 256 * 64; id++) {
            String key = keys.object(new ObjectId(id), 0x1234_5678_9abc_def0L);
            shards.merge(key.substring(17, 19), 1, Integer::sum);
        }
        assertEquals(256, shards.size());
        int fullest = shards.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
        assertTrue(fullest < 2 * 64, "fullest=" + fullest);
    }
}
