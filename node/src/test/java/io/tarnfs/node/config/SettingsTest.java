// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.node.ExitCode;
import io.tarnfs.node.NodeFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsTest {
    @TempDir
    private Path folder = Path.of("");

    /// A change of a key or a default is a change of what users have in their files: it shall be seen in review.
    @Test
    void everyKeyWithItsDefaultAndRange() {
        assertEquals(
                """
                roles = metadata, mount (a list of: metadata, mount)
                node.home =  (an absolute path)
                node.http-host = 127.0.0.1 (a host name or address)
                node.http-port = 7880 (a port from 0 (any free one) to 65535)
                node.stop-grace = 10 s (a duration from 0 s to 10 min)
                metadata.dir =  (an absolute path)
                metadata.page-cache = 64 MiB (a size from 8 MiB to 64 GiB)
                mount.readers = 2 (a number from 1 to 64)
                mount.l1 = 128 MiB (a size from 16 MiB to 1024 GiB)
                mount.dirty = 128 MiB (a size from 32 MiB to 1024 GiB)
                mount.passphrase-file =  (an absolute path)""",
                Keys.ALL.stream()
                        .map(key -> key.path() + " = " + key.fallback() + " (" + key.allowed() + ")")
                        .collect(Collectors.joining("\n")));
    }

    @Test
    void defaultsAreWithinTheirRanges() {
        for (Key<?> key : Keys.ALL) {
            assertTrue(
                    key.fallback().isEmpty()
                            || key.reader().apply(key.fallback()).isPresent(),
                    "key=" + key.path());
        }
    }

    @Test
    void emptyFileMeansDefaults() throws Exception {
        assertEquals(Settings.defaults(), read(""));
        assertEquals(Settings.defaults(), read("# nothing yet\nmount:\n"));
    }

    @Test
    void everyKeyIsRead() throws Exception {
        Settings settings = read("""
                roles: [metadata]
                node:
                  home: /srv/tarn
                  http-host: "::1"
                  http-port: 0
                  stop-grace: 250ms
                metadata:
                  dir: /srv/meta
                  page-cache: 1GiB
                mount:
                  readers: 4
                  l1: 64 MiB
                  dirty: 32m
                  passphrase-file: /etc/tarn/passphrase
                """);
        assertEquals(Set.of(Role.METADATA), settings.roles());
        assertEquals(
                new NodeSettings(Optional.of(Path.of("/srv/tarn")), "::1", 0, Duration.ofMillis(250)), settings.node());
        assertEquals(
                new MetadataSettings(Optional.of(Path.of("/srv/meta")), new ByteSize(1L << 30)), settings.metadata());
        assertEquals(
                new MountSettings(
                        4,
                        new ByteSize(64 << 20),
                        new ByteSize(32 << 20),
                        Optional.of(Path.of("/etc/tarn/passphrase"))),
                settings.mount());
    }

    @Test
    void unknownKeyNamesFileLineAllowedKeysAndTheNearest() {
        assertComplaint(
                "node:\n  http-port: 1\nmount:\n  raeders: 3\n",
                ":4: the key 'raeders' is unknown in mount; allowed are: dirty, l1, passphrase-file, readers. Did you"
                        + " mean readers?");
    }

    @Test
    void unknownSectionNamesTheSections() {
        assertComplaint(
                "\nnod:\n  http-port: 1\n",
                ":2: the key 'nod' is unknown at the top; allowed are: metadata, mount, node, roles. Did you mean"
                        + " node?");
    }

    @Test
    void valueOutOfRangeNamesTheRange() {
        assertComplaint(
                "node:\n  http-port: 65536\n",
                ":2: node.http-port is '65536', but allowed is a port from 0 (any free one) to 65535.");
        assertComplaint(
                "mount:\n\n  dirty: 1 KiB\n",
                ":3: mount.dirty is '1 KiB', but allowed is a size from 32 MiB to 1024 GiB.");
        assertComplaint(
                "node: {stop-grace: 1 year}\n",
                ":1: node.stop-grace is '1 year', but allowed is a duration from 0 s to 10 min.");
        assertComplaint(
                "roles: [mount, cache]\n", ":1: roles is 'mount, cache', but allowed is a list of: metadata, mount.");
        assertComplaint("metadata:\n  dir: here\n", ":2: metadata.dir is 'here', but allowed is an absolute path.");
    }

    @Test
    void keySetTwiceIsRefused() {
        assertComplaint("mount:\n  readers: 2\n  readers: 3\n", ":3: mount.readers is set twice; remove one.");
    }

    @Test
    void wrongShapesAreRefusedWithTheirLine() {
        assertComplaint("- a\n", ":1: the file must hold lines of the form 'key: value'.");
        assertComplaint("mount: 3\n", ":1: mount must hold lines of the form 'key: value'.");
        assertComplaint("mount:\n  readers:\n    many: 3\n", ":3: mount.readers must be one value.");
    }

    @Test
    void brokenYamlIsRefusedWithItsLine() throws IOException {
        NodeFailure failure = refused("node:\n  http-port: [1\nmount: 2\n");
        assertTrue(failure.sentence().startsWith(file() + ":3: this is no YAML: "), failure.sentence());
    }

    @Test
    void missingFileIsRefused() {
        NodeFailure failure = assertThrows(NodeFailure.class, () -> Settings.read(folder.resolve("none.yaml")));
        assertEquals(ExitCode.CONFIG, failure.code());
        assertTrue(failure.sentence().contains("none.yaml"), failure.sentence());
    }

    private void assertComplaint(String yaml, String complaint) {
        assertEquals(
                file() + complaint,
                assertThrows(NodeFailure.class, () -> read(yaml)).sentence());
    }

    private NodeFailure refused(String yaml) {
        NodeFailure failure = assertThrows(NodeFailure.class, () -> read(yaml));
        assertEquals(ExitCode.CONFIG, failure.code());
        return failure;
    }

    private Settings read(String yaml) throws IOException, NodeFailure {
        return Settings.read(Files.writeString(file(), yaml));
    }

    private Path file() {
        return folder.resolve("node.yaml");
    }
}
