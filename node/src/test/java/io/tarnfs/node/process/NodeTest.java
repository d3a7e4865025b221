// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.model.identity.SessionId;
import io.tarnfs.model.identity.VolumeId;
import io.tarnfs.model.namespace.Caller;
import io.tarnfs.model.namespace.Command;
import io.tarnfs.model.namespace.CommandHeader;
import io.tarnfs.model.namespace.CommandKey;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.model.time.SystemTime;
import io.tarnfs.model.volume.VolumeInfo;
import io.tarnfs.model.volume.VolumeSettings;
import io.tarnfs.node.ExitCode;
import io.tarnfs.node.NodeFailure;
import io.tarnfs.node.config.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

final class NodeTest {
    private static final Duration GRACE = Duration.ofSeconds(10);

    @TempDir
    private Path folder = Path.of("");

    private final Running running = new Running();

    /// The node under test and its roles, which change with each restart.
    private static final class Running {
        private Optional<Node> node = Optional.empty();
        private Optional<FakeMountRoles> roles = Optional.empty();

        void start(Home home) throws NodeFailure {
            home.prepare();
            node = Optional.of(Node.start(
                    home,
                    () -> {
                        FakeMountRoles fresh = FakeMountRoles.start(home, Settings.defaults());
                        roles = Optional.of(fresh);
                        return fresh;
                    },
                    new SystemTime()));
        }

        void stop() throws NodeFailure {
            if (node.isPresent()) {
                node.get().stop(GRACE);
                node = Optional.empty();
            }
        }
    }

    @BeforeEach
    void start() throws NodeFailure {
        running.start(home());
    }

    @AfterEach
    void stop() throws NodeFailure {
        running.stop();
    }

    // ---- volumes

    @Test
    void volumeIsMadeShownAndRemoved() throws Exception {
        VolumeInfo made = volumes().create(order("one", keyFile("one")));
        assertEquals("lz4", made.settings().codec());
        assertEquals("aes-256-gcm", made.settings().cipher());
        assertEquals(VolumeSettings.BLOCK_SIZE_DEFAULT, made.settings().blockSizeBytes());
        assertEquals(1, made.keySlots().size());
        assertEquals(made, volumes().get("one"));
        assertEquals(List.of(made), volumes().list());
        assertEquals(1, volumes().usage(made).inodes());
        volumes().remove("one");
        assertEquals(List.of(), volumes().list());
        assertEquals(List.of(), files(home().store()));
    }

    @Test
    void keyFileIsMadeForItsOwnerOnly() throws Exception {
        volumes().create(order("one", keyFile("one")));
        assertEquals(
                PosixFilePermissions.fromString("rw-------"),
                Files.getPosixFilePermissions(home().keys().resolve("one.key")));
    }

    @Test
    void keyFileThatIsThereIsUsedAsItIs() throws Exception {
        volumes().create(order("one", keyFile("shared")));
        byte[] before = Files.readAllBytes(home().keys().resolve("shared.key"));
        volumes().create(order("two", keyFile("shared")));
        assertEquals(
                List.of(before.length), List.of(Files.readAllBytes(home().keys().resolve("shared.key")).length));
        mount("two", "two", keyFile("shared"));
    }

    @Test
    void refusedVolumeLeavesNeitherVolumeNorKeyNorObjects() throws Exception {
        assertRefused(ExitCode.USAGE, () -> volumes().create(order("a/b", keyFile("x"))), "a/b");
        assertRefused(
                ExitCode.USAGE,
                () -> volumes()
                        .create(new VolumeOrder(
                                "one", Optional.of("s3://bucket"), Optional.empty(), Optional.empty(), keyFile("x"))),
                "s3://bucket");
        assertRefused(
                ExitCode.USAGE,
                () -> volumes()
                        .create(new VolumeOrder(
                                "one", Optional.empty(), Optional.empty(), Optional.of("rar"), keyFile("x"))),
                "rar",
                "lz4");
        assertRefused(
                ExitCode.NOT_THERE,
                () -> volumes().create(order("one", new KeySource.PassphraseFile(folder.resolve("none")))),
                "none");
        assertEquals(List.of(), volumes().list());
        assertEquals(List.of(), files(home().keys()));
        assertEquals(List.of(), files(home().store()));
    }

    @Test
    void nameOfAVolumeIsGivenOnce() throws Exception {
        volumes().create(order("one", new KeySource.None()));
        assertRefused(ExitCode.CANNOT_CREATE, () -> volumes().create(order("one", new KeySource.None())), "one");
        assertRefused(ExitCode.NOT_THERE, () -> volumes().get("two"), "two");
        assertRefused(ExitCode.NOT_THERE, () -> volumes().remove("two"), "two");
    }

    @Test
    void volumeWhoseMakingWasCutOffIsMadeAgain() throws Exception {
        CommandHeader header = new CommandHeader(
                VolumeId.SERVICE,
                new CommandKey(SessionId.OPERATOR, 7, CommandKey.Origin.CLIENT, 1, 0),
                0,
                Caller.ROOT);
        VolumeSettings settings = new VolumeSettings(
                1 << 20, "lz4", "aes-256-gcm", home().store().toUri().toString(), 0);
        assertTrue(
                roles().metadata().execute(new Command.CreateVolume(header, "one", settings, List.of()))
                        instanceof Outcome.Success<?>);
        assertFalse(volumes().isReady(volumes().get("one")));
        VolumeInfo made = volumes().create(order("one", keyFile("one")));
        assertTrue(volumes().isReady(made));
        assertEquals(List.of(made), volumes().list());
    }

    @Test
    void placeInAStoreThatAnotherNodeUsesIsNotTaken() throws Exception {
        volumes().create(order("one", keyFile("one")));
        String store = home().store().toUri().toString();
        List<Path> before = files(home().store());
        running.stop();
        Home second = new Home(folder.resolve("second"));
        running.start(second);
        assertRefused(
                ExitCode.CANNOT_CREATE,
                () -> volumes()
                        .create(new VolumeOrder(
                                "mine", Optional.of(store), Optional.empty(), Optional.empty(), new KeySource.None())),
                store);
        assertEquals(List.of(), volumes().list());
        assertEquals(before, files(home().store()));
    }

    // ---- mounts

    @Test
    void mountComesBackAtARestart() throws Exception {
        volumes().create(order("one", keyFile("one")));
        MountView view = mount("one", "dir", keyFile("one"));
        assertEquals(MountView.State.MOUNTED, view.state());
        assertEquals(
                new MountSource("one", home().id()).toString(),
                fakeMount("dir").plan.source().toString());
        restart();
        assertEquals(List.of(view), mounts().list());
    }

    @Test
    void unmountedVolumeDoesNotComeBack() throws Exception {
        volumes().create(order("one", keyFile("one")));
        mount("one", "dir", keyFile("one"));
        mounts().unmount(directory("dir"));
        assertEquals(List.of(), mounts().list());
        restart();
        assertEquals(List.of(), mounts().list());
        assertRefused(ExitCode.NOT_THERE, () -> mounts().unmount(directory("dir")), "dir");
    }

    @Test
    void unmountFromOutsideCountsAsUnmount() throws Exception {
        volumes().create(order("one", keyFile("one")));
        mount("one", "dir", keyFile("one"));
        fakeMount("dir").end();
        await(() -> mounts().list().isEmpty());
        restart();
        assertEquals(List.of(), mounts().list());
    }

    @Test
    void busyMountStaysAndIsDetachedByAStop() throws Exception {
        volumes().create(order("one", keyFile("one")));
        mount("one", "dir", keyFile("one"));
        FakeMountRoles.FakeMount mount = fakeMount("dir");
        mount.busy = true;
        assertRefused(ExitCode.TRY_AGAIN, () -> mounts().unmount(directory("dir")), "dir");
        assertEquals(1, mounts().list().size());
        running.stop();
        assertEquals(List.of(GRACE), mount.detached);
        running.start(home());
        assertEquals(1, mounts().list().size());
    }

    @Test
    void mountThatCannotComeBackIsShownAndKept() throws Exception {
        volumes().create(order("one", keyFile("one")));
        mount("one", "dir", keyFile("one"));
        running.stop();
        Path key = home().keys().resolve("one.key");
        Path aside = folder.resolve("aside");
        Files.move(key, aside);
        running.start(home());
        MountView view = mounts().list().getFirst();
        assertEquals(MountView.State.FAILED, view.state());
        assertTrue(view.detail().contains("one.key"), view.detail());
        Files.move(aside, key);
        restart();
        assertEquals(MountView.State.MOUNTED, mounts().list().getFirst().state());
    }

    @Test
    void typedPassphraseIsNotKeptAndItsMountWaits() throws Exception {
        volumes().create(order("one", new KeySource.Typed("swordfish")));
        mount("one", "dir", new KeySource.Typed("swordfish"));
        for (Path file : files(home().root())) {
            assertFalse(
                    new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains("swordfish"),
                    file.toString());
        }
        restart();
        assertEquals(MountView.State.WAITING, mounts().list().getFirst().state());
        assertRefused(ExitCode.DENIED, () -> mount("one", "dir", new KeySource.Typed("catfish")), "passphrase");
        assertEquals(
                MountView.State.MOUNTED,
                mount("one", "dir", new KeySource.Typed("swordfish")).state());
    }

    @Test
    void passphraseFileMayEndWithANewline() throws Exception {
        KeySource written = new KeySource.PassphraseFile(Files.writeString(folder.resolve("p"), "swordfish\n"));
        volumes().create(order("one", written));
        assertEquals(
                MountView.State.MOUNTED,
                mount("one", "dir", new KeySource.Typed("swordfish")).state());
    }

    @Test
    void sameMountAgainChangesNothingAndAnotherThereIsRefused() throws Exception {
        volumes().create(order("one", keyFile("one")));
        volumes().create(order("two", keyFile("two")));
        MountView view = mount("one", "dir", keyFile("one"));
        assertEquals(view, mount("one", "dir", keyFile("one")));
        assertRefused(ExitCode.CANNOT_CREATE, () -> mount("two", "dir", keyFile("two")), "one");
        assertRefused(ExitCode.TRY_AGAIN, () -> mount("one", "other", keyFile("one")), "dir");
        assertFalse(Files.exists(directory("other")), "the directory was made and left");
    }

    @Test
    void directoryThatWouldHideOrHangIsRefused() throws Exception {
        volumes().create(order("one", keyFile("one")));
        volumes().create(order("two", keyFile("two")));
        mount("one", "dir", keyFile("one"));
        assertRefused(ExitCode.CANNOT_CREATE, () -> mount("two", "dir/below", keyFile("two")), "same node");
        assertRefused(
                ExitCode.CANNOT_CREATE,
                () -> mounts().mount(new MountOrder("two", home().root(), keyFile("two"))),
                "home");
        Path full = Files.createDirectory(folder.resolve("full"));
        Files.createFile(full.resolve("file"));
        assertRefused(ExitCode.CANNOT_CREATE, () -> mount("two", "full", keyFile("two")), "not empty");
        assertRefused(ExitCode.NOT_THERE, () -> mount("three", "dir3", keyFile("two")), "three");
    }

    @Test
    void encryptedVolumeNeedsItsKey() throws Exception {
        volumes().create(order("one", keyFile("one")));
        volumes().create(order("two", keyFile("two")));
        assertRefused(ExitCode.DENIED, () -> mount("one", "dir", new KeySource.None()), "--key-file");
        assertRefused(ExitCode.DENIED, () -> mount("one", "dir", keyFile("two")), "two.key");
        assertRefused(ExitCode.NOT_THERE, () -> mount("one", "dir", keyFile("none")), "none.key");
        assertEquals(List.of(), mounts().list());
    }

    @Test
    void listOfMountsOfANewerProgramIsRefusedByItsVersion() throws Exception {
        running.stop();
        Files.writeString(home().root().resolve("mounts.json"), "{\"format\":\"tarn-mounts\",\"version\":2}");
        assertRefused(ExitCode.CONFIG, () -> running.start(home()), "version 2");
        Files.writeString(home().root().resolve("mounts.json"), "{");
        assertRefused(ExitCode.CONFIG, () -> running.start(home()), "damaged");
        Files.delete(home().root().resolve("mounts.json"));
        running.start(home());
    }

    // ---- the pieces

    private Home home() {
        return new Home(folder.resolve("home"));
    }

    private void restart() throws NodeFailure {
        running.stop();
        running.start(home());
    }

    private FakeMountRoles roles() {
        return running.roles.orElseThrow();
    }

    private Volumes volumes() {
        return running.node.orElseThrow().volumes();
    }

    private Mounts mounts() {
        return running.node.orElseThrow().mounts();
    }

    private FakeMountRoles.FakeMount fakeMount(String name) {
        return Objects.requireNonNull(roles().mounts.get(directory(name)), name);
    }

    private Path directory(String name) {
        return folder.resolve(name);
    }

    private KeySource keyFile(String name) {
        return new KeySource.KeyFile(home().keys().resolve(name + ".key"));
    }

    private MountView mount(String volume, String directory, KeySource key) throws NodeFailure {
        return mounts().mount(new MountOrder(volume, directory(directory), key));
    }

    private static VolumeOrder order(String name, KeySource key) {
        return new VolumeOrder(name, Optional.empty(), Optional.empty(), Optional.empty(), key);
    }

    private static void assertRefused(ExitCode code, Executable action, String... mentions) {
        NodeFailure failure = assertThrows(NodeFailure.class, action);
        assertEquals(code, failure.code(), failure.sentence());
        for (String mention : mentions) {
            assertTrue(failure.sentence().contains(mention), failure.sentence());
        }
    }

    private static List<Path> files(Path below) {
        try (Stream<Path> paths = Files.walk(below)) {
            return paths.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static void await(BooleanSupplier condition) {
        for (int look = 0; look < 1_000 && !condition.getAsBoolean(); look++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        assertTrue(condition.getAsBoolean());
    }
}
