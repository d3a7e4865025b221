// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.model.content.Bytes;
import java.io.File;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The committed vectors: opened by us, made again by us, and opened by a decoder in another language.
final class VectorsTest {
    private static final Path MODULE = Path.of(System.getProperty("basedir", "."));
    private static final Path VECTORS = MODULE.resolve("src/test/resources/vectors");
    private static final Path DECODER = MODULE.resolve("src/test/python/decode_object.py");
    private static final String SKIP = "TARN_SKIP_PYTHON_DECODER";

    static Stream<String> sealed() {
        return Vectors.make().keySet().stream()
                .filter(name -> name.startsWith("object-") || name.startsWith("inline-"));
    }

    @Test
    void theFormatIsStillWrittenByteForByte() throws IOException {
        for (var vector : Vectors.make().entrySet()) {
            // How well a codec compresses is its own affair and may change with its version.
            boolean compressed = vector.getKey().matches(".*-(lz4|zstd|snappy)-.*");
            if (!compressed) {
                assertArrayEquals(read(vector.getKey()), vector.getValue(), vector.getKey());
            }
        }
    }

    @Test
    void aStrangersChainFromDescriptorToKeyOpensWithEitherSecret() throws IOException {
        VolumeDescriptor descriptor = VolumeDescriptor.decode("volume-1", Bytes.copyOf(read("volume-1")));
        assertEquals("t\u00e4rn", descriptor.name());
        assertEquals(Vectors.VOLUME, descriptor.settings().volume());
        try (KeyFile keyFile = KeyFile.decode("key-file", read("key-file"));
                Passphrase passphrase = Passphrase.of(Vectors.PASSPHRASE.toCharArray())) {
            for (UnlockSecret secret : List.of(keyFile, passphrase)) {
                try (KeyRing keys = KeySlots.unlock(Vectors.VOLUME, descriptor.keySlots(), secret)) {
                    assertEquals(VolumeKey.FIRST_GENERATION, keys.newest().generation());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sealed")
    void everyVectorStillOpens(String name) throws IOException {
        VolumeDescriptor descriptor = VolumeDescriptor.decode("volume-1", Bytes.copyOf(read("volume-1")));
        try (KeyFile keyFile = KeyFile.decode("key-file", read("key-file"));
                KeyRing keys = KeySlots.unlock(Vectors.VOLUME, descriptor.keySlots(), keyFile)) {
            FrameCipher cipher = name.endsWith("-none") ? FrameCipher.NONE : FrameCipher.AES_256_GCM;
            SealingSettings settings = new SealingSettings(Vectors.VOLUME, FrameCodec.LZ4, cipher);
            byte[] opened = name.startsWith("object-")
                    ? openObject(settings, keys, read(name))
                    : new InlineSealing(settings, keys, new FixedRandom(0)).open(Bytes.copyOf(read(name)));
            assertArrayEquals(plain(name), opened);
        }
    }

    @ParameterizedTest
    @MethodSource("sealed")
    void anIndependentDecoderInPythonOpensEveryVector(String name) throws Exception {
        if ("1".equals(System.getenv(SKIP))) {
            return;
        }
        Path out = Files.createTempFile(Path.of(System.getProperty("tarn.build", "target")), "decoded", ".bin");
        Path errors = Files.createTempFile(Path.of(System.getProperty("tarn.build", "target")), "decoder", ".err");
        ProcessBuilder decoder = new ProcessBuilder(
                "python3", DECODER.toString(), file("volume-1"), file("key-file"), name.substring(0, 6), file(name));
        decoder.redirectOutput(out.toFile()).redirectError(errors.toFile());
        assertEquals(
                0,
                run(decoder),
                () -> "the decoder needs python3, OpenSSL's libcrypto.so.3 and libzstd.so.1 (or set " + SKIP + "=1): "
                        + readable(errors));
        assertArrayEquals(plain(name), Files.readAllBytes(out));
        Files.delete(out);
        Files.delete(errors);
    }

    private static int run(ProcessBuilder builder) throws InterruptedException {
        try {
            Process process = builder.start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return -1;
            }
            return process.exitValue();
        } catch (IOException e) {
            throw new AssertionError("python3 cannot be started; install it or set " + SKIP + "=1", e);
        }
    }

    private static String readable(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return String.valueOf(e);
        }
    }

    private static byte[] openObject(SealingSettings settings, KeyRing keys, byte[] object) throws SealingException {
        Opener opener = new Opener(settings, keys);
        MemorySegment bytes = MemorySegment.ofArray(object);
        ObjectHeader header = opener.header(Samples.OBJECT, bytes);
        assertEquals(Vectors.parts(), header.parts());
        assertEquals(object.length, header.objectBytes());
        assertTrue(header.frameCount() == 2 && header.isStored(1));
        byte[] plain = new byte[(int) header.plaintextBytes()];
        FrameRange all = new FrameRange(0, header.frameCount());
        opener.open(header, all, bytes.asSlice(header.headerBytes()), MemorySegment.ofArray(plain));
        return plain;
    }

    private static byte[] plain(String name) {
        return name.startsWith("object-") ? Vectors.objectPlain() : Vectors.inlinePlain();
    }

    private static byte[] read(String name) throws IOException {
        return Files.readAllBytes(VECTORS.resolve(name));
    }

    private static String file(String name) {
        return new File(VECTORS.toFile(), name).getPath();
    }
}
