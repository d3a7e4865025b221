// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.ObjectId;
import io.tarnfs.model.identity.VolumeId;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/// Things to seal, and what seals them.
final class Samples {
    static final VolumeId VOLUME = new VolumeId(5);
    static final ObjectId OBJECT = new ObjectId(0x1234);

    private Samples() {}

    static SealingSettings settings(FrameCodec codec, FrameCipher cipher) {
        return new SealingSettings(VOLUME, codec, cipher);
    }

    static KeyRing ring(FrameCipher cipher, long seed) {
        return switch (cipher) {
            case NONE -> KeyRing.empty();
            case AES_256_GCM ->
                KeyRing.of(List.of(VolumeKey.random(VolumeKey.FIRST_GENERATION, new FixedRandom(seed))));
        };
    }

    /// Bytes of which every second frame shrinks and the others do not.
    static MemorySegment mixed(Arena arena, long bytes, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] text = "the quick brown fox jumps over the lazy dog; ".getBytes(StandardCharsets.US_ASCII);
        byte[] content = new byte[Math.toIntExact(bytes)];
        random.nextBytes(content);
        for (int i = 0; i < content.length; i++) {
            if (i / ObjectHeader.FRAME_BYTES % 2 == 0) {
                content[i] = text[i % text.length];
            }
        }
        return segment(arena, content);
    }

    static MemorySegment segment(Arena arena, byte[] content) {
        MemorySegment segment = arena.allocate(Math.max(1, content.length)).asSlice(0, content.length);
        MemorySegment.copy(content, 0, segment, ValueLayout.JAVA_BYTE, 0, content.length);
        return segment;
    }

    static Part part(long bytes) {
        return new Part(new InodeId(42), 7, 4_096, Math.toIntExact(bytes));
    }

    static SealedObject seal(Sealer sealer, Arena arena, MemorySegment plain) {
        MemorySegment target = arena.allocate(Sealer.sealedBytesMax(1, plain.byteSize()));
        return sealer.seal(OBJECT, List.of(part(plain.byteSize())), List.of(plain), target);
    }
}
