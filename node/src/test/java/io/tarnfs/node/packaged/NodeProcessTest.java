// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.packaged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node and commands as processes, as far as that needs no mount.
@Packaged
final class NodeProcessTest {
    private static final int SECONDS_MAX = 60;

    @TempDir
    private Path folder = Path.of("");

    private Application tarn = new Application(Path.of(""));

    @BeforeEach
    void useFreePort() throws IOException {
        tarn = new Application(folder);
        settings("node:\n  http-port: 0\n");
    }

    private Path settings(String yaml) throws IOException {
        Files.createDirectories(home());
        return Files.writeString(home().resolve("node.yaml"), yaml);
    }

    private Path home() {
        return folder.resolve("home");
    }

    @Test
    void nodeServesVolumesHealthAndMetricsAndStopsOnRequest() throws Exception {
        Process node = tarn.node(home());
        try {
            Path control = home().resolve("run/control.json");
            assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(control));
            String key = folder.resolve("key").toString();

            JsonObject made = json("volume", "create", "one", "--key-file", key, "--block-size", "1MiB");
            assertEquals(1 << 20, made.getInteger("blockSizeBytes"));
            assertEquals("ready", made.getString("state"));
            json("volume", "create", "plain", "--no-encryption", "--codec", "none");
            assertEquals(2, json("volume", "ls").getJsonArray("volumes").size());
            assertEquals(made, json("volume", "show", "one"));
            refused(73, "one", "volume", "create", "one", "--key-file", key);
            refused(66, "two", "volume", "show", "two");
            refused(64, "--yes", "volume", "rm", "plain");
            assertEquals(0, run("volume", "rm", "plain", "--yes").code());
            assertEquals(1, json("volume", "ls").getJsonArray("volumes").size());

            JsonObject status = json("status").getJsonArray("nodes").getJsonObject(0);
            assertEquals(node.pid(), status.getLong("pid"));
            String address = status.getString("address");
            assertEquals(200, get(address + "/q/health/live"));
            assertEquals(200, get(address + "/q/health/ready"));
            assertTrue(text(address + "/q/metrics").contains("tarn_metadata_commands_total"));
            assertEquals(401, get(address + "/control/v1/volumes"));

            assertEquals(0, run("node", "stop").code());
            assertTrue(node.waitFor(SECONDS_MAX, TimeUnit.SECONDS));
            assertEquals(0, node.exitValue());
            assertFalse(Files.exists(control), "the control file was left");
        } finally {
            node.destroyForcibly();
        }
    }

    @Test
    void volumesOutliveSigtermAndSigkill() throws Exception {
        Process first = tarn.node(home());
        json("volume", "create", "one", "--no-encryption");
        first.destroy();
        assertTrue(first.waitFor(SECONDS_MAX, TimeUnit.SECONDS));
        Process second = tarn.node(home());
        json("volume", "create", "two", "--no-encryption");
        second.destroyForcibly();
        assertTrue(second.waitFor(SECONDS_MAX, TimeUnit.SECONDS));
        refused(69, home().toString(), "volume", "ls");
        Process third = tarn.node(home());
        try {
            assertEquals(2, json("volume", "ls").getJsonArray("volumes").size());
        } finally {
            third.destroy();
            assertTrue(third.waitFor(SECONDS_MAX, TimeUnit.SECONDS));
        }
    }

    @Test
    void homeOfARunningNodeIsRefusedWithItsHolder() throws Exception {
        Process node = tarn.node(home());
        try {
            refused(75, "pid " + node.pid(), "node", "run");
            assertTrue(node.isAlive());
        } finally {
            node.destroy();
            assertTrue(node.waitFor(SECONDS_MAX, TimeUnit.SECONDS));
        }
    }

    @Test
    void portInUseIsRefusedAndNothingIsLeft() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            settings("node:\n  http-port: " + taken.getLocalPort() + "\n");
            refused(75, "port " + taken.getLocalPort(), "node", "run");
        }
        assertFalse(Files.exists(home().resolve("run/control.json")), "a control file was left");
    }

    @Test
    void wrongSettingsAreRefusedBeforeAnythingIsMade() throws Exception {
        Path file = settings("node:\n  htp-port: 1\n");
        refused(78, file + ":2: ", "node", "run");
        settings("roles: [mount]\n");
        refused(78, "metadata", "node", "run");
        try (Stream<Path> made = Files.list(home())) {
            assertEquals(List.of(file), made.toList());
        }
    }

    @Test
    void wrongUsageIsOneSentenceWithCode64() throws Exception {
        refused(64, "nonsense", "nonsense");
        refused(64, "VOLUME", "mount");
        refused(64, "3MiB", "volume", "create", "x", "--block-size", "3MiB");
        refused(64, "command is missing", "node");
        refused(69, home().toString(), "status");
    }

    @Test
    void versionIsTheSameInBothForms() throws Exception {
        Application.Ended table = tarn.run("version");
        Application.Ended json = tarn.run("version", "-o", "json");
        assertEquals(0, table.code());
        assertTrue(table.out().contains(new JsonObject(json.out()).getString("version")), table.out());
    }

    private Application.Ended run(String... command) throws IOException, InterruptedException {
        return tarn.run(withHome(command));
    }

    private JsonObject json(String... command) throws IOException, InterruptedException {
        Application.Ended ended = tarn.run(Stream.concat(Stream.of(withHome(command)), Stream.of("-o", "json"))
                .toArray(String[]::new));
        assertEquals(0, ended.code(), ended::toString);
        assertEquals("", ended.err());
        return new JsonObject(ended.out());
    }

    private void refused(int code, String mention, String... command) throws IOException, InterruptedException {
        boolean grouped = command.length > 1 || command[0].equals("status");
        Application.Ended ended = grouped ? run(command) : tarn.run(command);
        assertEquals(code, ended.code(), ended::toString);
        assertEquals(1, ended.err().lines().count(), ended::toString);
        assertTrue(ended.err().startsWith("tarn: ") && ended.err().contains(mention), ended::toString);
        assertEquals("", ended.out());
    }

    private String[] withHome(String... command) {
        return Stream.concat(Stream.of(command), Stream.of("--home", home().toString()))
                .toArray(String[]::new);
    }

    private static int get(String address) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(address).toURL().openConnection();
        return connection.getResponseCode();
    }

    private static String text(String address) throws IOException {
        try (InputStream in = URI.create(address).toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
