// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.testcluster.actor.Actor;
import io.tarnfs.testcluster.actor.Identity;
import io.tarnfs.testcluster.node.Machine;
import io.tarnfs.testcluster.node.MountInfo;
import io.tarnfs.testcluster.node.NodeUnderTest;
import io.tarnfs.testcluster.node.Program;
import io.tarnfs.testcluster.posix.Posix;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

/// What a user does wrong, or a machine: one clear sentence, the exit code of sysexits.h, and nothing half
/// made, so that the same command works once the cause is gone.
@Tag("node")
@DisabledIfEnvironmentVariable(
        named = Machine.SKIP_VARIABLE,
        matches = "1",
        disabledReason = Machine.SKIP_VARIABLE + "=1")
final class BadInputTest {
    private static final int USAGE = 64;
    private static final int NOT_THERE = 66;
    private static final int UNREACHABLE = 69;
    private static final int CANNOT_CREATE = 73;
    private static final int TRY_AGAIN = 75;
    private static final int DENIED = 77;
    private static final int CONFIG = 78;

    /// The shortest sentence that says what, why and what to do.
    private static final int SHORTEST_SENTENCE = 25;

    private static final Duration TIME = Duration.ofMinutes(2);

    /// Hides /dev/fuse from a command: a /dev of its own, in a mount namespace of its own, with the few devices
    /// that programs need.
    private static final String WITHOUT_FUSE = """
            dev=$1; shift
            mkdir "$dev"
            mount -t tmpfs tmpfs "$dev"
            for device in null zero full random urandom tty; do
                : > "$dev/$device"
                mount --bind "/dev/$device" "$dev/$device"
            done
            ln -s /proc/self/fd "$dev/fd"
            mkdir "$dev/shm"
            mount --move "$dev" /dev 2>/dev/null || mount --rbind "$dev" /dev
            exec "$@"
            """;

    /// Makes a folder read-only for a command: root is not stopped by permission bits.
    private static final String READ_ONLY = """
            home=$1; shift
            mount --bind "$home" "$home"
            mount -o remount,bind,ro "$home"
            exec "$@"
            """;

    private NodeUnderTest node;

    @BeforeEach
    void prepare() {
        node = NodeUnderTest.prepare("bad-input");
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void unknownKeyInNodeYamlIsRefusedWithItsLine() throws IOException {
        Path settings = writeSettings("node:\n  http-prot: 0\n");
        assertRefused(CONFIG, quickstart(), "http-prot", settings.toString(), "2");
        assertNothingIsLeft();
        Files.delete(settings);
        assertQuickstartWorks();
    }

    @Test
    void valueOutOfRangeInNodeYamlIsRefusedWithWhatIsAllowed() throws IOException {
        Path settings = writeSettings("node:\n  http-port: 70000\n");
        assertRefused(CONFIG, quickstart(), "http-port", "70000", "65535");
        assertNothingIsLeft();
        Files.delete(settings);
        assertQuickstartWorks();
    }

    @Test
    void nodeYamlThatIsNoYamlIsRefused() throws IOException {
        Path settings = writeSettings("node: [\n");
        assertRefused(CONFIG, quickstart(), settings.toString());
        assertNothingIsLeft();
    }

    @Test
    void wrongPassphraseIsRefusedAndTheRightOneStillWorks() throws IOException {
        Path right = secret("right", "correct horse battery staple\n");
        Path wrong = secret("wrong", "correct horse battery stable\n");
        String directory = node.mountPoint().toString();
        node.tarn("quickstart", directory, "--passphrase-file", right.toString())
                .orFail();
        String volume = "mnt";
        node.tarn("umount", directory).orFail();
        assertRefused(
                DENIED, node.tarn("mount", volume, directory, "--passphrase-file", wrong.toString()), "passphrase");
        assertNotMounted();
        node.tarn("mount", volume, directory, "--passphrase-file", right.toString())
                .orFail();
        node.assertMounted();
    }

    @Test
    void passphraseIsNeverPrinted() throws IOException {
        Path wrong = secret("wrong", "open-sesame-7291\n");
        Path right = secret("right", "another-secret-4410\n");
        String directory = node.mountPoint().toString();
        node.tarn("quickstart", directory, "--passphrase-file", right.toString())
                .orFail();
        node.tarn("umount", directory).orFail();
        String shown = node.tarn("mount", "mnt", directory, "--passphrase-file", wrong.toString())
                .toString();
        node.tarn("node", "stop").orFail();
        String logs = Program.run(
                        TIME, "sh", "-c", "cat \"$0\"/log/*", node.home().toString())
                .output();
        for (String secret : List.of("open-sesame-7291", "another-secret-4410")) {
            assertFalse(shown.contains(secret), shown);
            assertFalse(logs.contains(secret), logs);
        }
    }

    @Test
    void lostKeyFileIsRefusedAndNotReplacedByANewOne() throws IOException {
        node.restart();
        node.stop();
        Path key;
        try (var files = Files.list(node.home().resolve("keys"))) {
            key = files.findFirst().orElseThrow();
        }
        Path aside = node.scratch().resolve("key-aside");
        Files.move(key, aside);
        Program.Outcome refused = quickstart();
        assertTrue(refused.exit() != 0, refused.toString());
        assertNotMounted();
        assertFalse(Files.exists(key), "a new key was made for an old volume: " + refused);
        node.tarn("node", "stop");
        Files.move(aside, key);
        assertQuickstartWorks();
    }

    @Test
    void portInUseIsRefusedByNodeRunAndAvoidedByQuickstart() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            writeSettings("node:\n  http-port: " + taken.getLocalPort() + "\n");
            assertRefused(TRY_AGAIN, node.tarn("node", "run"), String.valueOf(taken.getLocalPort()));
            assertNothingIsLeft();
            assertQuickstartWorks();
        }
    }

    @Test
    void readOnlyHomeIsRefused() throws IOException {
        Files.createDirectory(node.home());
        assertRefused(DENIED, inNamespace(READ_ONLY, node.home()), node.home().toString());
        assertNothingIsLeft();
        assertQuickstartWorks();
    }

    @Test
    void readOnlyHomeOfAVolumeIsRefusedAndKeepsItsData() {
        node.restart();
        writeFile("before");
        node.stop();
        assertRefused(DENIED, inNamespace(READ_ONLY, node.home()), node.home().toString());
        assertNothingIsLeft();
        assertQuickstartWorks();
        assertEquals("before", readFile());
    }

    @Test
    void missingDevFuseIsRefused() {
        assertRefused(CONFIG, inNamespace(WITHOUT_FUSE, node.scratch().resolve("dev")), "/dev/fuse", "modprobe fuse");
        assertFalse(Files.exists(node.home()), "a home was made though nothing can be mounted");
        assertQuickstartWorks();
    }

    @Test
    void unknownVolumeIsRefused() {
        node.restart();
        Path elsewhere = node.scratch().resolve("elsewhere");
        assertRefused(NOT_THERE, node.tarn("mount", "no-such-volume", elsewhere.toString()), "no-such-volume");
        assertTrue(MountInfo.at(elsewhere).isEmpty());
        assertFalse(Files.exists(elsewhere), "the mount point was made and left");
        node.assertMounted();
    }

    /// S21: "A volume has one mount at a time; a second is refused with exit code 75 and the name of the
    /// first."
    @Test
    void secondMountOfOneVolumeIsRefusedWithTheNameOfTheFirst() {
        node.restart();
        Path second = node.scratch().resolve("second");
        assertRefused(
                TRY_AGAIN,
                node.tarn("mount", "mnt", second.toString()),
                node.mountPoint().toString());
        assertTrue(MountInfo.at(second).isEmpty());
        assertFalse(Files.exists(second), "the mount point was made and left");
        writeFile("still works");
        assertEquals("still works", readFile());
    }

    @Test
    void quickstartOnAFileIsRefused() throws IOException {
        Path file = Files.writeString(node.scratch().resolve("file"), "precious");
        assertRefused(CANNOT_CREATE, node.tarn("quickstart", file.toString()), file.toString());
        assertEquals("precious", Files.readString(file));
        assertNothingIsLeft();
    }

    @Test
    void quickstartOnADirectoryWithContentIsRefused() throws IOException {
        Path precious = Files.writeString(node.mountPoint().resolve("precious"), "x");
        assertRefused(CANNOT_CREATE, quickstart(), node.mountPoint().toString());
        assertTrue(Files.exists(precious));
        assertNothingIsLeft();
        Files.delete(precious);
        assertQuickstartWorks();
    }

    @Test
    void umountOfABusyMountIsRefusedWithItsHolder() {
        node.restart();
        try (Actor holder = Actor.start(Identity.ROOT, node.mountPoint(), node.scratch(), TIME)) {
            assertRefused(
                    TRY_AGAIN,
                    node.tarn("umount", node.mountPoint().toString()),
                    String.valueOf(holder.call("getpid").result()));
            node.assertMounted();
        }
        node.tarn("umount", node.mountPoint().toString()).orFail();
        assertNotMounted();
    }

    @Test
    void stopAndStatusWithoutANodeSayThatNoneRuns() {
        assertRefused(UNREACHABLE, node.tarn("node", "stop"), node.home().toString());
        assertRefused(UNREACHABLE, node.tarn("volume", "ls"), node.home().toString());
        assertNothingIsLeft();
    }

    @Test
    void unknownCommandAndOptionAreUsageErrors() {
        assertRefused(USAGE, tarn("nonsense"), "nonsense");
        assertRefused(USAGE, tarn("quickstart"), "DIR");
        assertRefused(USAGE, node.tarn("quickstart", node.mountPoint().toString(), "--nonsense"), "--nonsense");
        assertNothingIsLeft();
    }

    @Test
    void blockSizeOutOfRangeIsAUsageError() {
        assertRefused(
                USAGE, node.tarn("quickstart", node.mountPoint().toString(), "--block-size", "3MiB"), "3MiB", "256KiB");
        assertNothingIsLeft();
    }

    @Test
    void secondNodeOfOneHomeIsRefused() {
        node.restart();
        assertRefused(TRY_AGAIN, node.tarn("node", "run"), node.home().toString());
        node.assertMounted();
        writeFile("unharmed");
        assertEquals("unharmed", readFile());
    }

    private Program.Outcome quickstart() {
        return node.tarn("quickstart", node.mountPoint().toString());
    }

    private static Program.Outcome tarn(String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = NodeUnderTest.launcher().toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return Program.run(TIME, command);
    }

    /// Runs quickstart in a mount namespace that `script` has changed; `$1` of the script is `place`.
    private Program.Outcome inNamespace(String script, Path place) {
        return Program.run(
                TIME,
                "unshare",
                "-m",
                "--propagation",
                "private",
                "sh",
                "-euc",
                script,
                "script",
                place.toString(),
                NodeUnderTest.launcher().toString(),
                "quickstart",
                node.mountPoint().toString(),
                "--home",
                node.home().toString());
    }

    private static void assertRefused(int code, Program.Outcome outcome, String... mentions) {
        assertEquals(code, outcome.exit(), outcome::toString);
        List<String> lines =
                outcome.errors().lines().filter(line -> !line.isBlank()).toList();
        assertEquals(1, lines.size(), outcome::toString);
        String sentence = lines.getFirst();
        assertTrue(sentence.length() >= SHORTEST_SENTENCE, outcome::toString);
        assertFalse(sentence.contains("Exception"), outcome::toString);
        for (String mention : mentions) {
            assertTrue(sentence.contains(mention), () -> "does not mention " + mention + ": " + outcome);
        }
    }

    private void assertNotMounted() {
        assertTrue(MountInfo.at(node.mountPoint()).isEmpty(), "something is mounted");
    }

    /// No mount, no process, no control file: as if the command had never been given.
    private void assertNothingIsLeft() {
        assertNotMounted();
        assertFalse(Files.exists(node.home().resolve("run/control.json")), "a control file was left");
        assertEquals(List.of(), node.processes(), "processes were left");
    }

    private void assertQuickstartWorks() {
        node.restart();
    }

    private Path writeSettings(String content) throws IOException {
        Files.createDirectories(node.home());
        return Files.writeString(node.home().resolve("node.yaml"), content);
    }

    private Path secret(String name, String content) throws IOException {
        return Files.writeString(node.scratch().resolve(name), content);
    }

    private void writeFile(String content) {
        try (Actor actor = Actor.start(Identity.ROOT, node.mountPoint(), node.scratch(), TIME)) {
            new Posix(actor).writeFile("file", content);
        }
    }

    private String readFile() {
        try (Actor actor = Actor.start(Identity.ROOT, node.mountPoint(), node.scratch(), TIME)) {
            return new Posix(actor).readText("file");
        }
    }
}
