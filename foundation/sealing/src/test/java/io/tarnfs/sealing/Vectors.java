// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.VolumeId;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// The test vectors: a volume's descriptor with a slot of each kind, its key file, objects and inline
/// values of every codec and cipher. All secrets come from fixed seeds.
///
/// The committed files are what the first release of the format wrote. They are opened for ever; they
/// are not written again when the format changes, but joined by others.
final class Vectors {
    static final VolumeId VOLUME = new VolumeId(0x0102030405060708L);
    static final String PASSPHRASE = "correct horse battery st\u00e4ple";

    /// One whole frame that shrinks, and a short one that does not.
    private static final int PLAIN_BYTES = ObjectHeader.FRAME_BYTES + 700;

    private static final int INLINE_BYTES = 300;
    private static final Argon2Cost CHEAP = new Argon2Cost(1, 64, 2);

    private Vectors() {}

    /// Writes them into the folder that is given.
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        for (var vector : make().entrySet()) {
            Files.write(folder.resolve(vector.getKey()), vector.getValue());
        }
    }

    static Map<String, byte[]> make() {
        Map<String, byte[]> vectors = new LinkedHashMap<>();
        try (VolumeKey key = VolumeKey.random(VolumeKey.FIRST_GENERATION, new FixedRandom(1));
                KeyFile keyFile = KeyFile.random(new FixedRandom(2));
                Passphrase passphrase = Passphrase.of(PASSPHRASE.toCharArray());
                KeyRing keys = KeyRing.of(List.of(key))) {
            List<Bytes> slots = List.of(
                    KeySlots.wrap(key, VOLUME, passphrase, CHEAP, new FixedRandom(3)),
                    KeySlots.wrap(key, VOLUME, keyFile, CHEAP, new FixedRandom(4)));
            SealingSettings settings = new SealingSettings(VOLUME, FrameCodec.LZ4, FrameCipher.AES_256_GCM);
            VolumeDescriptor descriptor = new VolumeDescriptor(1, "t\u00e4rn", 4 << 20, settings, slots);
            vectors.put("volume-1", descriptor.encode().toArray());
            vectors.put("key-file", keyFile.encode());
            for (FrameCodec codec : FrameCodec.values()) {
                for (FrameCipher cipher : FrameCipher.values()) {
                    String kind = codec.label() + "-" + cipher.label();
                    SealingSettings mixed = new SealingSettings(VOLUME, codec, cipher);
                    vectors.put("object-" + kind, object(mixed, keys));
                    InlineSealing inline = new InlineSealing(mixed, keys, new FixedRandom(6));
                    vectors.put("inline-" + kind, inline.seal(inlinePlain()).toArray());
                }
            }
        }
        return vectors;
    }

    static byte[] objectPlain() {
        byte[] plain = new byte[PLAIN_BYTES];
        new SplittableRandom(7).nextBytes(plain);
        byte[] text = "object storage, seen through a small, clear mountain lake. ".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < ObjectHeader.FRAME_BYTES; i++) {
            plain[i] = text[(i + i / 5_000) % text.length];
        }
        return plain;
    }

    static byte[] inlinePlain() {
        byte[] plain = new byte[INLINE_BYTES];
        for (int i = 0; i < plain.length; i++) {
            plain[i] = (byte) ('a' + i % 17);
        }
        return plain;
    }

    static List<Part> parts() {
        return List.of(new Part(new InodeId(42), 7, 0, PLAIN_BYTES - 100), new Part(new InodeId(43), 0, 5, 100));
    }

    private static byte[] object(SealingSettings settings, KeyRing keys) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment plain = Samples.segment(arena, objectPlain());
            MemorySegment target = arena.allocate(Sealer.sealedBytesMax(2, PLAIN_BYTES));
            Sealer sealer = new Sealer(settings, keys, new FixedRandom(5));
            return sealer.seal(Samples.OBJECT, parts(), List.of(plain), target)
                    .bytes()
                    .toArray(ValueLayout.JAVA_BYTE);
        }
    }
}
