// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What of the codecs' native libraries is loaded, when, and what it leaves behind. In JVMs of their own where
/// a library must not be loaded yet.
final class NativeLibraryTest {
    private static final String FOLDER_PROPERTY = "tarn.test.folder";
    private static final int CHILD_SECONDS_MAX = 60;

    private Path scratch = Path.of("");
    private Path temporaryFolder = Path.of("");

    @BeforeEach
    void makeScratch() throws IOException {
        scratch = Files.createTempDirectory(
                Path.of(System.getProperty("tarn.build", "target")).toAbsolutePath(), "codec-");
        temporaryFolder = Files.createDirectory(scratch.resolve("tmp"));
        System.setProperty(FOLDER_PROPERTY, scratch.toString());
    }

    @AfterEach
    void clearProperty() {
        System.clearProperty(FOLDER_PROPERTY);
    }

    @Test
    void lz4AndNoneLoadNothingOfTheOtherCodecs() throws Exception {
        Child child = child("none", "lz4");
        assertEquals(0, child.code, child.errors);
        assertTrue(child.classes.contains("io.tarnfs.sealing.Sealer"), "the class log is not one");
        assertFalse(child.classes.contains("com.github.luben"), "a class of zstd was loaded");
        assertFalse(child.classes.contains("org.xerial.snappy"), "a class of snappy was loaded");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zstd", "snappy"})
    void aLibraryIsLoadedFromTheTemporaryFolderAndNothingStaysThere(String codec) throws Exception {
        Child child = child(codec);
        assertEquals(0, child.code, child.errors);
        assertFalse(child.classes.contains("net.jpountz"), "a class of lz4 was loaded");
        assertEquals(List.of(), child.leftWhileItRan, "left in the temporary folder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zstd", "snappy"})
    void aTemporaryFolderThatCannotBeWrittenToIsNamedWithItsProperty(String codec) throws Exception {
        makeTemporaryFolderUnusable();
        Child child = child(codec);
        assertEquals(CodecChild.UNAVAILABLE, child.code, child.errors);
        String property = codec.equals("zstd") ? "ZstdTempFolder" : "org.xerial.snappy.tempdir";
        assertTrue(child.output.startsWith("The codec " + codec + " cannot be used because "), child.output);
        assertTrue(child.output.contains(temporaryFolder.toString()), child.output);
        assertTrue(child.output.contains("-D" + property + "=FOLDER"), child.output);
        assertEquals(1, child.output.lines().count(), child.output);
    }

    @Test
    void aFolderThatIsMountedNoexecIsSaidInOneSentenceEachTimeAndLeavesNothing() throws IOException {
        List<Path> folders = new ArrayList<>();
        NativeLibrary library = new NativeLibrary(FrameCodec.ZSTD, FOLDER_PROPERTY, folder -> {
            folders.add(folder);
            Files.writeString(folder.resolve("libcodec.so"), "unpacked");
            throw new UnsatisfiedLinkError("libcodec.so: failed to map segment from shared object\nsome advice");
        });
        for (int i = 0; i < 2; i++) {
            String message = message(assertThrows(CodecUnavailableException.class, library::require));
            assertTrue(message.contains("failed to map segment"), message);
            assertTrue(message.contains("-D" + FOLDER_PROPERTY + "=FOLDER"), message);
            assertTrue(message.contains("noexec"), message);
            assertEquals(1, message.lines().count());
        }
        assertEquals(1, folders.size(), "it was tried again");
        assertFalse(Files.exists(folders.getFirst()));
    }

    @Test
    void aLibraryIsLoadedOnceAndItsFolderIsGoneAfterwards() throws Exception {
        List<Path> folders = new ArrayList<>();
        NativeLibrary library = new NativeLibrary(FrameCodec.ZSTD, FOLDER_PROPERTY, folder -> {
            assertEquals(scratch, folder.getParent());
            assertEquals("rwx------", permissions(folder));
            Files.writeString(folder.resolve("libcodec.so"), "unpacked");
            folders.add(folder);
        });
        library.require();
        library.require();
        assertEquals(1, folders.size());
        assertFalse(Files.exists(folders.getFirst()));
    }

    @Test
    void aSealerWithoutItsCodecFailsWhenItIsMadeNotWhenItSeals() throws Exception {
        makeTemporaryFolderUnusable();
        Child child = child(CodecChild.MAKE_SEALER, "zstd");
        assertEquals(CodecChild.UNAVAILABLE, child.code, child.errors);
        assertTrue(child.output.startsWith("The codec zstd cannot be used because "), child.output);
    }

    private static String permissions(Path folder) throws IOException {
        return java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(folder));
    }

    /// Nobody can make anything in it, root neither.
    private void makeTemporaryFolderUnusable() throws IOException {
        Files.delete(temporaryFolder);
        Files.createFile(temporaryFolder);
    }

    /// Runs [CodecChild] with a temporary folder of its own.
    private Child child(String... arguments) throws Exception {
        Path classLog = scratch.resolve("classes");
        Path output = scratch.resolve("output");
        Path errors = scratch.resolve("errors");
        Path left = scratch.resolve("left");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + temporaryFolder,
                "-XX:-UsePerfData",
                "-Xlog:class+load=info:file=" + classLog,
                CodecChild.class.getName(),
                left.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            assertTrue(process.waitFor(CHILD_SECONDS_MAX, TimeUnit.SECONDS), "the child hangs");
        } finally {
            process.destroyForcibly();
        }
        return new Child(
                process.exitValue(),
                Files.readString(output),
                Files.readString(errors),
                Files.readString(classLog),
                Files.exists(left) ? Files.readAllLines(left) : List.of("nothing was listed"));
    }

    private static String message(Throwable thrown) {
        return String.valueOf(thrown.getMessage());
    }

    private record Child(int code, String output, String errors, String classes, List<String> leftWhileItRan) {}
}
