// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.testcluster.actor.Actor;
import io.tarnfs.testcluster.actor.Identity;
import io.tarnfs.testcluster.node.Machine;
import io.tarnfs.testcluster.node.NodeUnderTest;
import io.tarnfs.testcluster.posix.Errno;
import io.tarnfs.testcluster.posix.Flags;
import io.tarnfs.testcluster.posix.Posix;
import io.tarnfs.testcluster.posix.PosixException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

/// What lies in the store: nothing readable, and nothing that can be changed unnoticed.
@Tag("node")
@DisabledIfEnvironmentVariable(
        named = Machine.SKIP_VARIABLE,
        matches = "1",
        disabledReason = Machine.SKIP_VARIABLE + "=1")
final class EncryptionTest {
    private static final long SEED = Long.getLong("tarn.seed", System.nanoTime());
    private static final Duration CALL_TIME = Duration.ofMinutes(1);

    /// Key slots stand beside the data objects; a damaged one is refused at mount, which is another test.
    private static final String KEY_SLOTS = "volume-";

    /// From one frame to several blocks.
    private static final List<Long> SIZES = List.of(1L, 1000L, 131_072L, 300_000L, (4L << 20) + 1, 9L << 20);

    private NodeUnderTest node;

    @BeforeEach
    void start() {
        node = NodeUnderTest.start("encryption");
    }

    @AfterEach
    void close() {
        node.close();
    }

    /// S20: "On an encrypted volume no byte of a file's content and no name of a file is found in the object
    /// store in plain; names stand in plain in the metadata service's log and checkpoint, and the volume's own
    /// name, inode numbers and sizes in the store."
    @Test
    void neitherContentNorNamesAreFoundInStoreOrLogs() throws IOException {
        String contentMarker = marker("content");
        String nameMarker = marker("name");
        try (Actor actor = startActor()) {
            Posix calls = new Posix(actor);
            calls.mkdir(nameMarker, 0755);
            calls.writeFile(nameMarker + "/" + nameMarker + "-short", contentMarker);
            calls.writeFile(nameMarker + "/" + nameMarker + "-long", (contentMarker + " ").repeat(20_000));
            calls.symlink(contentMarker, nameMarker + "/link");
            calls.setxattr(nameMarker, "user." + nameMarker, contentMarker.getBytes(StandardCharsets.UTF_8), 0);
        }
        node.stop();
        List<Path> files = new ArrayList<>(filesBelow(node.home().resolve("store")));
        assertTrue(files.size() >= 2, () -> "the store holds too little to judge: " + files);
        files.addAll(filesBelow(node.home().resolve("log")));
        List<String> found = new ArrayList<>();
        for (Path file : files) {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            if (text.contains(contentMarker) || text.contains(nameMarker)) {
                found.add(file.toString());
            }
            if (file.toString().contains(nameMarker)) {
                found.add("name of " + file);
            }
        }
        assertEquals(List.of(), found);
    }

    /// S17: "A stored object that was changed by as little as one bit is never read as data: the read fails
    /// with EIO and the event is counted and logged."
    @Test
    void flippedBitInAnyObjectGivesEioAndNeverWrongData() throws IOException {
        try (Actor actor = startActor()) {
            Posix calls = new Posix(actor);
            for (long size : SIZES) {
                int file = calls.open("f" + size, Flags.O_WRONLY | Flags.O_CREAT, 0644);
                calls.fill(file, 0, size, size);
                calls.close(file);
            }
        }
        node.stop();
        List<Path> objects = filesBelow(node.home().resolve("store")).stream()
                .filter(file -> !file.getFileName().toString().startsWith(KEY_SLOTS))
                .toList();
        assertTrue(objects.size() >= SIZES.size(), () -> "fewer objects than files: " + objects);
        SplittableRandom random = new SplittableRandom(SEED);
        List<Flip> flips = new ArrayList<>();
        for (Path object : objects) {
            Flip flip = new Flip(object, random.nextLong(Files.size(object)), 1 << random.nextInt(8));
            flip.turn();
            flips.add(flip);
        }
        node.restart();
        assertDamageIsSeen(flips);
        node.stop();
        for (Flip flip : flips) {
            flip.turn();
        }
        node.restart();
        assertAllIsWell();
    }

    /// One bit of one object; turning it twice heals it.
    private record Flip(Path object, long offset, int bit) {
        void turn() throws IOException {
            byte[] content = Files.readAllBytes(object);
            content[(int) offset] ^= (byte) bit;
            Files.write(object, content);
        }
    }

    private void assertDamageIsSeen(List<Flip> flips) {
        String story = "seed=" + SEED + " flips=" + flips;
        try (Actor actor = startActor()) {
            Posix calls = new Posix(actor);
            for (long size : SIZES) {
                int file = calls.open("f" + size, Flags.O_RDONLY);
                int refused = 0;
                long step = 64 << 10;
                for (long at = 0; at < size; at += step) {
                    long length = Math.min(step, size - at);
                    try {
                        assertEquals(length, calls.verify(file, at, length, size), () -> "wrong data, " + story);
                    } catch (PosixException e) {
                        assertEquals(Errno.EIO, e.errno(), story);
                        refused++;
                    }
                }
                long fileSize = size;
                assertTrue(refused > 0, () -> "damage unseen, size=" + fileSize + " " + story);
                calls.close(file);
            }
        }
    }

    private void assertAllIsWell() {
        try (Actor actor = startActor()) {
            Posix calls = new Posix(actor);
            for (long size : SIZES) {
                int file = calls.open("f" + size, Flags.O_RDONLY);
                assertEquals(size, calls.verify(file, 0, size + 1, size));
                calls.close(file);
            }
        }
    }

    private Actor startActor() {
        node.assertMounted();
        return Actor.start(Identity.ROOT, node.mountPoint(), node.scratch(), CALL_TIME);
    }

    /// Text that no compression shortens and nothing else contains.
    private static String marker(String what) {
        SplittableRandom random = new SplittableRandom(SEED);
        return what + "-" + Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
    }

    private static List<Path> filesBelow(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
