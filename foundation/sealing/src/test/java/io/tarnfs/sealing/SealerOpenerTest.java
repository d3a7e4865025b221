// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.ObjectId;
import io.tarnfs.model.identity.VolumeId;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class SealerOpenerTest {
    private static final long SEED = Long.getLong("tarn.seed", 20_261_120L);
    private static final int FRAME = ObjectHeader.FRAME_BYTES;

    private final Arena arena = Arena.ofShared();

    @AfterEach
    void release() {
        arena.close();
    }

    static Stream<Arguments> kinds() {
        return Stream.of(FrameCodec.values())
                .flatMap(codec -> Stream.of(FrameCipher.values()).map(cipher -> Arguments.of(codec, cipher)));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatWasSealedOpensToTheSameBytesWhateverItsSize(FrameCodec codec, FrameCipher cipher) throws Exception {
        Box box = new Box(codec, cipher);
        for (int size : new int[] {1, 2, 13, 4_095, FRAME - 1, FRAME, FRAME + 1, 5 * FRAME, 3 * FRAME + 77, 4 << 20}) {
            MemorySegment plain = Samples.mixed(arena, size, SEED);
            SealedObject object = Samples.seal(box.sealer, arena, plain);
            ObjectHeader header = box.opener.header(Samples.OBJECT, object.bytes());
            assertEquals(object.bytes().byteSize(), header.objectBytes(), "size=" + size);
            assertEquals(object.headerBytes(), header.headerBytes());
            assertEquals(List.of(Samples.part(size)), header.parts());
            assertTrue(object.bytes().byteSize() <= Sealer.sealedBytesMax(1, size));
            assertEquals(-1, box.openAll(header, object).mismatch(plain), "size=" + size);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void randomRangesOpenFromTheirFramesAlone(FrameCodec codec, FrameCipher cipher) throws Exception {
        Box box = new Box(codec, cipher);
        SplittableRandom random = new SplittableRandom(SEED);
        MemorySegment plain = Samples.mixed(arena, 9L * FRAME + 12_345, SEED);
        SealedObject object = Samples.seal(box.sealer, arena, plain);
        ObjectHeader header = box.opener.header(Samples.OBJECT, object.bytes());
        for (int i = 0; i < 200; i++) {
            long offset = random.nextLong(plain.byteSize());
            long length = 1 + random.nextLong(plain.byteSize() - offset);
            FrameRange frames = header.framesOf(offset, length);
            ByteRange bytes = header.bytesOf(frames);
            MemorySegment target = arena.allocate(header.plaintextBytesOf(frames));
            long count =
                    box.opener.open(header, frames, object.bytes().asSlice(bytes.offset(), bytes.length()), target);
            assertEquals(target.byteSize(), count);
            long skip = offset - (long) frames.first() * FRAME;
            String run = "seed=" + SEED + " offset=" + offset + " length=" + length;
            assertEquals(-1, target.asSlice(skip, length).mismatch(plain.asSlice(offset, length)), run);
            assertTrue(bytes.end() <= ObjectHeader.bytesToFetch(header.headerBytes(), offset + length), run);
        }
    }

    @Test
    void piecesAndPartsAreSealedOneAfterTheOther() throws Exception {
        Box box = new Box(FrameCodec.LZ4, FrameCipher.AES_256_GCM);
        MemorySegment whole = Samples.mixed(arena, 300_000, SEED);
        List<MemorySegment> pieces =
                List.of(whole.asSlice(0, 1), whole.asSlice(1, 0), whole.asSlice(1, 200_000), whole.asSlice(200_001));
        List<Part> parts = List.of(
                new Part(new InodeId(1), 0, 0, 100_000),
                new Part(new InodeId(InodeId.MAX), Long.MAX_VALUE, 8 << 20, 199_999),
                new Part(new InodeId(3), 1, 5, 1));
        MemorySegment target = arena.allocate(Sealer.sealedBytesMax(3, 300_000));
        SealedObject object = box.sealer.seal(Samples.OBJECT, parts, pieces, target);
        ObjectHeader header = box.opener.header(Samples.OBJECT, object.bytes());
        assertEquals(parts, header.parts());
        assertEquals(-1, box.openAll(header, object).mismatch(whole));
    }

    @Test
    void manyPartsFitAndTheirHeaderIsAskedForInTwoSteps() throws Exception {
        Box box = new Box(FrameCodec.LZ4, FrameCipher.AES_256_GCM);
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < ObjectHeader.PARTS_MAX; i++) {
            parts.add(new Part(new InodeId(i + 1), 0, 0, 100));
        }
        MemorySegment plain = Samples.mixed(arena, 100L * parts.size(), SEED);
        MemorySegment target = arena.allocate(Sealer.sealedBytesMax(parts.size(), plain.byteSize()));
        SealedObject object = box.sealer.seal(Samples.OBJECT, parts, List.of(plain), target);
        MemorySegment first = object.bytes().asSlice(0, ObjectHeader.FIRST_FETCH_BYTES);
        assertEquals(
                new ObjectHeader.Parsed.NeedsMore(object.headerBytes()),
                ObjectHeader.parse(Samples.VOLUME, Samples.OBJECT, first));
        assertThrows(CorruptObjectException.class, () -> box.opener.header(Samples.OBJECT, first));
        ObjectHeader header = box.opener.header(Samples.OBJECT, object.bytes().asSlice(0, object.headerBytes()));
        assertEquals(parts, header.parts());
        parts.add(parts.getFirst());
        assertThrows(
                IllegalArgumentException.class,
                () -> box.sealer.seal(Samples.OBJECT, parts, List.of(plain, plain.asSlice(0, 100)), target));
    }

    @Test
    void theLargestObjectsHeaderWithOnePartFitsTheFirstFetch() {
        long headerBytes = Sealer.sealedBytesMax(1, ObjectHeader.PLAINTEXT_BYTES_MAX)
                - ObjectHeader.PLAINTEXT_BYTES_MAX
                - ObjectHeader.PLAINTEXT_BYTES_MAX / FRAME * Gcm.TAG_BYTES;
        assertTrue(headerBytes <= ObjectHeader.FIRST_FETCH_BYTES, "headerBytes=" + headerBytes);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aFlippedBitAnywhereIsFoundAndNoWrongByteComesOut(FrameCodec codec, FrameCipher cipher) throws Exception {
        Box box = new Box(codec, cipher);
        MemorySegment plain = Samples.mixed(arena, 2L * FRAME + 500, SEED);
        SealedObject object = Samples.seal(box.sealer, arena, plain);
        SplittableRandom random = new SplittableRandom(SEED);
        long headerBits = 8L * object.headerBytes();
        long bits = 8 * object.bytes().byteSize();
        for (long bit = 0; bit < headerBits + 3_000; bit++) {
            long flipped = bit < headerBits ? bit : random.nextLong(headerBits, bits);
            MemorySegment damaged = flip(object.bytes(), flipped);
            CorruptObjectException found =
                    assertThrows(CorruptObjectException.class, () -> box.openWhole(damaged), "bit=" + flipped);
            assertEquals("object volume=5 object=4660", found.subject());
            if (flipped >= headerBits) {
                assertEquals(frameOfBit(box, object, flipped), found.frame().orElseThrow(), "bit=" + flipped);
            }
        }
    }

    @Test
    void aFlippedBitWithAMatchingChecksumIsFoundByTheCipher() throws Exception {
        Box box = new Box(FrameCodec.LZ4, FrameCipher.AES_256_GCM);
        MemorySegment plain = Samples.mixed(arena, 2L * FRAME + 500, SEED);
        SealedObject object = Samples.seal(box.sealer, arena, plain);
        // Fields that a header with a matching checksum may have without being refused for what they are.
        long[] plausible = {16 * 8 + 60, 24 * 8 + 60, 33 * 8, 64 * 8 + 63, 72 * 8 + 63, 80 * 8 + 31};
        for (long bit : plausible) {
            MemorySegment forged = withChecksums(flip(object.bytes(), bit));
            assertThrows(CorruptObjectException.class, () -> box.openWhole(forged), "bit=" + bit);
        }
        MemorySegment frame = withChecksums(flip(object.bytes(), 8L * (object.headerBytes() + 1_000)));
        CorruptObjectException found = assertThrows(CorruptObjectException.class, () -> box.openWhole(frame));
        assertTrue(String.valueOf(found.getMessage()).contains("authentication tag"), found::getMessage);
    }

    @Test
    void framesCannotChangePlaces() throws Exception {
        Box box = new Box(FrameCodec.NONE, FrameCipher.AES_256_GCM);
        SealedObject object = Samples.seal(box.sealer, arena, Samples.mixed(arena, 2L * FRAME, SEED));
        ObjectHeader header = box.opener.header(Samples.OBJECT, object.bytes());
        ByteRange first = header.bytesOf(new FrameRange(0, 1));
        ByteRange second = header.bytesOf(new FrameRange(1, 1));
        MemorySegment swapped = copy(object.bytes());
        swapped.asSlice(first.offset(), first.length())
                .copyFrom(object.bytes().asSlice(second.offset(), second.length()));
        swapped.asSlice(second.offset(), second.length())
                .copyFrom(object.bytes().asSlice(first.offset(), first.length()));
        MemorySegment forged = withChecksums(swapped);
        assertThrows(CorruptObjectException.class, () -> box.openWhole(forged));
    }

    @Test
    void theSameBytesSealedTwiceAreNotTheSameObject() throws Exception {
        Box box = new Box(FrameCodec.LZ4, FrameCipher.AES_256_GCM);
        MemorySegment plain = Samples.mixed(arena, 10_000, SEED);
        SealedObject first = Samples.seal(box.sealer, arena, plain);
        SealedObject second = Samples.seal(box.sealer, arena, plain);
        assertNotEquals(
                -1,
                first.bytes()
                        .asSlice(first.headerBytes())
                        .mismatch(second.bytes().asSlice(second.headerBytes())));
        ObjectHeader header = box.opener.header(Samples.OBJECT, first.bytes());
        FrameRange frames = new FrameRange(0, 1);
        assertThrows(
                CorruptObjectException.class,
                () -> box.opener.open(header, frames, second.bytes().asSlice(second.headerBytes()), plain));
    }

    @Test
    void aSealedObjectHoldsNoPlaintext() throws Exception {
        Box box = new Box(FrameCodec.NONE, FrameCipher.AES_256_GCM);
        SealedObject object = Samples.seal(box.sealer, arena, Samples.mixed(arena, FRAME, SEED));
        String bytes =
                new String(object.bytes().toArray(ValueLayout.JAVA_BYTE), java.nio.charset.StandardCharsets.ISO_8859_1);
        assertTrue(!bytes.contains("quick brown"), "plaintext in a sealed object");
    }

    @Test
    void anotherObjectUnderTheKeyIsRefused() throws Exception {
        Box box = new Box(FrameCodec.LZ4, FrameCipher.AES_256_GCM);
        SealedObject object = Samples.seal(box.sealer, arena, Samples.mixed(arena, 1_000, SEED));
        ObjectId other = new ObjectId(99);
        String message =
                message(assertThrows(CorruptObjectException.class, () -> box.opener.header(other, object.bytes())));
        assertTrue(message.contains("object=99") && message.contains("it holds"), message);
        Opener otherVolume =
                new Opener(new SealingSettings(new VolumeId(6), FrameCodec.LZ4, FrameCipher.AES_256_GCM), box.keys);
        assertThrows(CorruptObjectException.class, () -> otherVolume.header(Samples.OBJECT, object.bytes()));
    }

    @Test
    void aPlainObjectInAnEncryptedVolumeIsRefused() {
        Box plainBox = new Box(FrameCodec.LZ4, FrameCipher.NONE);
        Box box = new Box(FrameCodec.LZ4, FrameCipher.AES_256_GCM);
        SealedObject object = Samples.seal(plainBox.sealer, arena, Samples.mixed(arena, 1_000, SEED));
        String message = message(
                assertThrows(CorruptObjectException.class, () -> box.opener.header(Samples.OBJECT, object.bytes())));
        assertTrue(message.contains("cipher=none"), message);
    }

    @Test
    void anotherVolumeKeyOpensNothing() throws Exception {
        Box box = new Box(FrameCodec.LZ4, FrameCipher.AES_256_GCM);
        SealedObject object = Samples.seal(box.sealer, arena, Samples.mixed(arena, 1_000, SEED));
        Opener other = new Opener(box.settings, Samples.ring(FrameCipher.AES_256_GCM, SEED + 1));
        ObjectHeader header = other.header(Samples.OBJECT, object.bytes());
        MemorySegment frames = object.bytes().asSlice(object.headerBytes());
        MemorySegment target = arena.allocate(1_000);
        assertThrows(CorruptObjectException.class, () -> other.open(header, new FrameRange(0, 1), frames, target));
        assertEquals(-1, target.mismatch(arena.allocate(1_000)));
    }

    @Test
    void aNewKeyGenerationSealsAndTheOldOneStillOpens() throws Exception {
        VolumeKey first = VolumeKey.random(1, new FixedRandom(1));
        VolumeKey second = VolumeKey.random(2, new FixedRandom(2));
        SealingSettings settings = Samples.settings(FrameCodec.LZ4, FrameCipher.AES_256_GCM);
        MemorySegment plain = Samples.mixed(arena, 1_000, SEED);
        Sealer oldSealer = new Sealer(settings, KeyRing.of(List.of(first)), new FixedRandom(3));
        Sealer newSealer = new Sealer(settings, KeyRing.of(List.of(first, second)), new FixedRandom(4));
        Opener opener = new Opener(settings, KeyRing.of(List.of(second, first)));
        Opener onlyOld = new Opener(settings, KeyRing.of(List.of(first)));
        SealedObject old = Samples.seal(oldSealer, arena, plain);
        SealedObject fresh = Samples.seal(newSealer, arena, plain);
        assertEquals(1, opener.header(Samples.OBJECT, old.bytes()).keyGeneration());
        assertEquals(2, opener.header(Samples.OBJECT, fresh.bytes()).keyGeneration());
        MemorySegment target = arena.allocate(1_000);
        for (SealedObject object : List.of(old, fresh)) {
            ObjectHeader header = opener.header(Samples.OBJECT, object.bytes());
            opener.open(header, new FrameRange(0, 1), object.bytes().asSlice(object.headerBytes()), target);
            assertEquals(-1, target.mismatch(plain));
        }
        ObjectHeader header = onlyOld.header(Samples.OBJECT, fresh.bytes());
        MemorySegment frames = fresh.bytes().asSlice(fresh.headerBytes());
        String message = message(assertThrows(
                WrongKeyException.class, () -> onlyOld.open(header, new FrameRange(0, 1), frames, target)));
        assertTrue(message.contains("generation=2"), message);
    }

    @Test
    void anObjectCutShortIsDamaged() throws Exception {
        Box box = new Box(FrameCodec.LZ4, FrameCipher.AES_256_GCM);
        SealedObject object = Samples.seal(box.sealer, arena, Samples.mixed(arena, 1_000, SEED));
        for (int size : new int[] {0, 1, 15, 16, 63, object.headerBytes() - 1}) {
            MemorySegment cut = object.bytes().asSlice(0, size);
            assertThrows(CorruptObjectException.class, () -> box.opener.header(Samples.OBJECT, cut), "size=" + size);
        }
        ObjectHeader header = box.opener.header(Samples.OBJECT, object.bytes());
        MemorySegment cut = object.bytes().asSlice(object.headerBytes(), 5);
        assertThrows(
                CorruptObjectException.class,
                () -> box.opener.open(header, new FrameRange(0, 1), cut, arena.allocate(1)));
    }

    @Test
    void randomHeadersAreRefusedAndNothingElseHappens() throws Exception {
        Box box = new Box(FrameCodec.LZ4, FrameCipher.AES_256_GCM);
        SealedObject object = Samples.seal(box.sealer, arena, Samples.mixed(arena, 3L * FRAME, SEED));
        SplittableRandom random = new SplittableRandom(SEED);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            MemorySegment forged = copy(object.bytes());
            int changes = 1 + random.nextInt(4);
            for (int change = 0; change < changes; change++) {
                long at = random.nextLong(object.headerBytes());
                forged.set(ValueLayout.JAVA_BYTE, at, random.nextBoolean() ? (byte) random.nextInt() : edge(random));
            }
            MemorySegment fixed = random.nextInt(4) == 0 ? forged : withChecksums(forged);
            if (fixed.mismatch(object.bytes()) != -1) {
                assertThrows(SealingException.class, () -> box.openWhole(fixed), "seed=" + SEED + " step=" + i);
                refused++;
            }
        }
        assertTrue(refused > 10_000, "refused=" + refused);
    }

    @Test
    void aNewerVersionIsRefusedByName() throws Exception {
        Box box = new Box(FrameCodec.LZ4, FrameCipher.AES_256_GCM);
        SealedObject object = Samples.seal(box.sealer, arena, Samples.mixed(arena, 1_000, SEED));
        MemorySegment newer = copy(object.bytes());
        newer.set(ValueLayout.JAVA_BYTE, 5, (byte) 2);
        MemorySegment sound = withChecksums(newer);
        String message = message(assertThrows(UnsupportedFormatException.class, () -> box.openWhole(sound)));
        assertTrue(message.contains("version=2"), message);
        newer.set(ValueLayout.JAVA_BYTE, 5, (byte) 1);
        newer.set(ValueLayout.JAVA_BYTE, 6, (byte) 4);
        MemorySegment unknown = withChecksums(newer);
        message = message(assertThrows(UnsupportedFormatException.class, () -> box.openWhole(unknown)));
        assertTrue(message.contains("codec number=4"), message);
    }

    @Test
    void aTailOfALaterWriterIsSkippedInAHeader() throws Exception {
        Box box = new Box(FrameCodec.NONE, FrameCipher.NONE);
        MemorySegment plain = Samples.mixed(arena, 1_000, SEED);
        byte[] object = Samples.seal(box.sealer, arena, plain).bytes().toArray(ValueLayout.JAVA_BYTE);
        int tailAt = ObjectHeader.PARTS_OFFSET + ObjectHeader.PART_BYTES + 4;
        byte[] longer = new byte[object.length + 6];
        System.arraycopy(object, 0, longer, 0, tailAt);
        System.arraycopy(object, tailAt, longer, tailAt + 6, object.length - tailAt);
        ByteBuffer bytes = ByteBuffer.wrap(longer);
        bytes.putInt(8, tailAt + 6 + 4).putInt(tailAt - 4, 6).put(tailAt, new byte[] {1, 2, 3, 4, 5, 6});
        MemorySegment sound = withChecksums(MemorySegment.ofArray(longer));
        assertEquals(-1, box.openWhole(sound).mismatch(plain));
    }

    @Test
    void salvageReadsAHeaderWithoutKnowingTheObject() throws Exception {
        Box box = new Box(FrameCodec.LZ4, FrameCipher.AES_256_GCM);
        SealedObject object = Samples.seal(box.sealer, arena, Samples.mixed(arena, 1_000, SEED));
        ObjectHeader header = ObjectHeader.parseUnknown("some/key", object.bytes());
        assertEquals(Samples.OBJECT, header.object());
        assertEquals(Samples.VOLUME, header.volume());
        assertEquals(List.of(Samples.part(1_000)), header.parts());
        MemorySegment damaged = flip(object.bytes(), 400);
        String message =
                message(assertThrows(SealingException.class, () -> ObjectHeader.parseUnknown("some/key", damaged)));
        assertTrue(message.startsWith("some/key"), message);
    }

    @ParameterizedTest
    @EnumSource
    void manyThreadsSealAndOpenWithOneSealerAndOpener(FrameCodec codec) throws Exception {
        Box box = new Box(codec, FrameCipher.AES_256_GCM);
        List<Callable<Boolean>> calls = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            long seed = SEED + i;
            calls.add(() -> {
                MemorySegment plain = Samples.mixed(arena, 1 + seed * 7_919 % (2 * FRAME), seed);
                SealedObject object = Samples.seal(box.sealer, arena, plain);
                return box.openWhole(object.bytes()).mismatch(plain) == -1;
            });
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> each : threads.invokeAll(calls)) {
                assertTrue(each.get());
            }
        }
    }

    @Test
    void warmingUpSealsAndOpens() {
        WarmUp.run(50, new FixedRandom(SEED));
    }

    private static byte edge(SplittableRandom random) {
        byte[] edges = {0, 1, -1, 127, -128};
        return edges[random.nextInt(edges.length)];
    }

    private static int frameOfBit(Box box, SealedObject object, long bit) throws SealingException {
        ObjectHeader header = box.opener.header(Samples.OBJECT, object.bytes());
        int frame = 0;
        while (header.bytesOf(new FrameRange(frame, 1)).end() <= bit / 8) {
            frame++;
        }
        return frame;
    }

    private MemorySegment flip(MemorySegment bytes, long bit) {
        MemorySegment copy = copy(bytes);
        byte flipped = (byte) (copy.get(ValueLayout.JAVA_BYTE, bit / 8) ^ (1 << (bit % 8)));
        copy.set(ValueLayout.JAVA_BYTE, bit / 8, flipped);
        return copy;
    }

    private static MemorySegment copy(MemorySegment bytes) {
        return MemorySegment.ofArray(bytes.toArray(ValueLayout.JAVA_BYTE));
    }

    /// Makes both checksums of the header right again, and those of the frames, as far as the lengths
    /// allow it.
    private static MemorySegment withChecksums(MemorySegment object) {
        byte[] bytes = object.toArray(ValueLayout.JAVA_BYTE);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int fixed = buffer.getInt(8);
        int table = buffer.getInt(12) * ObjectHeader.FRAME_ENTRY_BYTES;
        if (fixed < 8 || table < 0 || fixed > bytes.length - 4 || table > bytes.length - 4 - fixed) {
            return MemorySegment.ofArray(bytes);
        }
        int at = fixed + table + 4;
        for (int entry = fixed; entry < fixed + table; entry += ObjectHeader.FRAME_ENTRY_BYTES) {
            int length = buffer.getInt(entry) & ~ObjectHeader.STORED_FLAG;
            if (length <= bytes.length - at) {
                buffer.putInt(entry + 4, Checksums.crc32c(bytes, at, length));
                at += length;
            }
        }
        buffer.putInt(fixed - 4, Checksums.crc32c(bytes, 0, fixed - 4));
        buffer.putInt(fixed + table, Checksums.crc32c(bytes, fixed, table));
        return MemorySegment.ofArray(bytes);
    }

    private static String message(Throwable thrown) {
        return String.valueOf(thrown.getMessage());
    }

    /// A sealer and an opener of one volume.
    private static final class Box {
        private final SealingSettings settings;
        private final KeyRing keys;
        private final Sealer sealer;
        private final Opener opener;

        Box(FrameCodec codec, FrameCipher cipher) {
            this.settings = Samples.settings(codec, cipher);
            this.keys = Samples.ring(cipher, SEED);
            this.sealer = new Sealer(settings, keys, new FixedRandom(SEED));
            this.opener = new Opener(settings, keys);
        }

        MemorySegment openAll(ObjectHeader header, SealedObject object) throws SealingException {
            return openFrames(header, object.bytes());
        }

        MemorySegment openWhole(MemorySegment object) throws SealingException {
            return openFrames(opener.header(Samples.OBJECT, object), object);
        }

        private MemorySegment openFrames(ObjectHeader header, MemorySegment object) throws SealingException {
            MemorySegment target = MemorySegment.ofArray(new byte[Math.toIntExact(header.plaintextBytes())]);
            FrameRange all = new FrameRange(0, header.frameCount());
            ByteRange range = header.bytesOf(all);
            long there = Math.min(range.length(), object.byteSize() - range.offset());
            opener.open(header, all, object.asSlice(range.offset(), there), target);
            return target;
        }
    }
}
