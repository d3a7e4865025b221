// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The native library of one codec: unpacked from its jar and loaded when the codec is first used, never
/// before. Safe for threads.
///
/// The packers of these libraries leave the unpacked file behind until the JVM ends, and for ever if it is
/// killed. So each gets a folder of its own in the temporary folder, which is deleted as soon as the library
/// is loaded: Linux keeps a mapped file until nobody has it mapped. The folder is of mode 0700, so that
/// nobody else can put another library in the place of ours.
///
/// A failure is kept: the class initializers of the packers cannot run twice, and what the user has to change
/// takes a new start anyway.
final class NativeLibrary {
    private static final System.Logger LOG = System.getLogger(NativeLibrary.class.getName());
    private static final String TEMPORARY_FOLDER = "java.io.tmpdir";
    private static final String FOLDER_PREFIX = "tarn-";

    /// The largest of the libraries takes 1 MiB unpacked.
    private static final long ROOM_BYTES_MIN = 2 << 20;

    /// Unpacks a library and loads it.
    interface Loader {
        /// Leaves the library loaded, whatever becomes of the file that it unpacked.
        ///
        /// @param folder empty, to unpack in
        void loadFrom(Path folder) throws IOException;
    }

    private final FrameCodec codec;
    private final String folderProperty;
    private final Loader loader;

    /// Guards loading, so that it happens once. Taken first and alone.
    private final ReentrantLock loading = new ReentrantLock();

    private volatile boolean loaded;
    private @Nullable Throwable failure;

    /// @param folderProperty the system property that names the folder to unpack in; the JVM's temporary
    ///     folder where it is not set
    NativeLibrary(FrameCodec codec, String folderProperty, Loader loader) {
        this.codec = codec;
        this.folderProperty = folderProperty;
        this.loader = loader;
    }

    /// Makes sure that the library is loaded.
    void require() throws CodecUnavailableException {
        if (loaded) {
            return;
        }
        loading.lock();
        try {
            if (!loaded && failure == null) {
                load();
            }
            if (failure != null) {
                throw new CodecUnavailableException(sentence(failure), failure);
            }
        } finally {
            loading.unlock();
        }
    }

    private void load() {
        try {
            Path folder = Files.createTempDirectory(parent(), FOLDER_PREFIX + codec.label() + "-");
            try {
                checkRoom(folder);
                loader.loadFrom(folder);
            } finally {
                delete(folder);
            }
            loaded = true;
        } catch (IOException | LinkageError notLoaded) {
            failure = notLoaded;
        }
    }

    /// Snappy's packer writes a full disk to standard error and goes on without the library.
    private static void checkRoom(Path folder) throws IOException {
        long room = Files.getFileStore(folder).getUsableSpace();
        if (room < ROOM_BYTES_MIN) {
            throw new IOException("no space left: bytes=" + room + " needed=" + ROOM_BYTES_MIN);
        }
    }

    private Path parent() {
        return Path.of(System.getProperty(folderProperty, System.getProperty(TEMPORARY_FOLDER)));
    }

    private String sentence(Throwable why) {
        return "The codec " + codec.label() + " cannot be used because its native library cannot be unpacked to and"
                + " loaded from the folder " + parent() + " (" + reason(why) + "); start the JVM with -D"
                + folderProperty
                + "=FOLDER, a folder that can be written to, has 2 MiB free and is not mounted noexec.";
    }

    /// The first line alone: zstd's packer adds advice of its own in a second one. With the exception's name,
    /// because the JDK's say no more than a path where it tells the rest.
    private static String reason(Throwable why) {
        String said = why.toString();
        return said.lines().findFirst().orElse(said);
    }

    private static void delete(Path folder) {
        try {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
                for (Path file : files) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        } catch (IOException kept) {
            LOG.log(Level.WARNING, "an unpacked library stays behind: folder=" + folder, kept);
        }
    }
}
