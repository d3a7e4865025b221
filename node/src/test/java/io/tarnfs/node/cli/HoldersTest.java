// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.node.process.Home;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HoldersTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void processWithItsCurrentDirectoryBelowIsAHolder() throws IOException {
        Path below = Files.createDirectory(folder.resolve("below"));
        // cat waits for its input to end.
        Process process = new ProcessBuilder("cat").directory(below.toFile()).start();
        try {
            assertEquals(List.of(process.pid()), pids(folder));
            assertEquals(List.of(process.pid()), pids(below));
        } finally {
            process.destroy();
        }
    }

    @Test
    void processWithAnOpenFileIsAHolder() throws IOException {
        Path file = folder.resolve("file");
        try (OutputStream _ = Files.newOutputStream(file)) {
            assertTrue(pids(folder).contains(ProcessHandle.current().pid()));
        }
    }

    @Test
    void directoryWhoseNameOnlyBeginsTheSameIsNotHeld() throws IOException {
        Path held = Files.createDirectory(folder.resolve("mount2"));
        Path asked = Files.createDirectory(folder.resolve("mount"));
        try (OutputStream _ = Files.newOutputStream(held.resolve("file"))) {
            assertEquals(List.of(), pids(asked));
        }
    }

    private static List<Long> pids(Path directory) {
        return Holders.of(directory).stream().map(Holders.Holder::pid).toList();
    }

    @Test
    void homeIsReadOffTheCommandLineOfANode() {
        assertEquals(
                Optional.of(new Home(Path.of("/srv/h"))),
                RunningHomes.in(List.of("-jar", "x.jar", "node", "run", "--home", "/srv/h", "--background")));
        assertEquals(Optional.empty(), RunningHomes.in(List.of("-jar", "x.jar", "node", "run")));
        assertEquals(Optional.empty(), RunningHomes.in(List.of("volume", "ls", "--home", "/srv/h")));
        assertEquals(Optional.empty(), RunningHomes.in(List.of("node", "run", "--home")));
    }
}
