// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.linux.mounts.MountTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

/// What a serving process leaves behind when it is told to end.
@Tag("mount")
@Timeout(120)
@DisabledIfEnvironmentVariable(named = "TARN_SKIP_MOUNT_TESTS", matches = "1")
final class SignalTest {
    private static final int EXIT_BY_SIGTERM = 143;

    private Path mountPoint;
    private Shell shell;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void folders() throws IOException {
        Path folder = MountFixture.folder().toAbsolutePath();
        mountPoint = Files.createDirectory(folder.resolve("mnt"));
        shell = new Shell(mountPoint, Files.createDirectory(folder.resolve("scratch")));
    }

    @AfterEach
    void nothingStaysBehind() throws IOException, InterruptedException {
        for (Process server : started) {
            server.destroyForcibly();
            server.waitFor(60, TimeUnit.SECONDS);
        }
        if (isMounted()) {
            shell.run("umount -l $M");
        }
    }

    private boolean isMounted() throws IOException {
        return !MountTable.read().at(mountPoint).equals(Optional.empty());
    }

    private Process serve(long graceMillis) throws IOException, InterruptedException {
        Shell.Running running = shell.start(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                MemoryServer.class.getName(),
                mountPoint.toString(),
                Long.toString(graceMillis));
        Process server = running.process();
        started.add(server);
        while (!isMounted()) {
            assertTrue(!server.waitFor(10, TimeUnit.MILLISECONDS), running.text());
        }
        return server;
    }

    private static void terminate(Process server) throws InterruptedException {
        server.destroy();
        assertTrue(server.waitFor(60, TimeUnit.SECONDS), "SIGTERM does not end the server");
    }

    @Test
    void sigtermUnmountsAnIdleFileSystem() throws Exception {
        Process server = serve(60_000);
        shell.check("echo x >$M/f && cat $M/f");
        terminate(server);
        assertEquals(EXIT_BY_SIGTERM, server.exitValue());
        assertEquals(Optional.empty(), MountTable.read().at(mountPoint));
    }

    @Test
    void sigtermDetachesABusyFileSystemAndServesItsUsersToTheEnd() throws Exception {
        Process server = serve(60_000);
        shell.check("mkfifo $S/go");
        Shell.Running holder =
                shell.start("sh", "-euc", "echo x >$M/f; exec 3<$M/f; echo holding; read line <$S/go; cat <&3");
        holder.awaitLine("holding");
        server.destroy();
        while (isMounted()) {
            server.waitFor(5, TimeUnit.MILLISECONDS);
        }
        assertTrue(server.isAlive());
        shell.check("echo go >$S/go");
        Shell.Result result = holder.await();
        assertEquals(0, result.exit(), result.output());
        assertTrue(server.waitFor(60, TimeUnit.SECONDS));
    }

    @Test
    void sigtermEndsWithinTheGraceAlthoughTheFileSystemStaysBusy() throws Exception {
        Process server = serve(200);
        shell.check("mkfifo $S/go");
        Shell.Running holder = shell.start("sh", "-euc", "echo x >$M/f; exec 3<$M/f; echo holding; read line <$S/go");
        holder.awaitLine("holding");
        terminate(server);
        assertEquals(Optional.empty(), MountTable.read().at(mountPoint));
        shell.check("echo go >$S/go");
        assertEquals(0, holder.await().exit());
    }

    @Test
    void afterSigkillTheMountIsStaleAndCanBeDetached() throws Exception {
        Process server = serve(60_000);
        shell.check("echo x >$M/f");
        server.destroyForcibly();
        assertTrue(server.waitFor(60, TimeUnit.SECONDS));
        Shell.Result result = shell.run("cat $M/f");
        assertTrue(result.output().contains("not connected"), result.output());
        shell.check("umount $M");
        assertEquals(Optional.empty(), MountTable.read().at(mountPoint));
    }
}
