// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.node.ExitCode;
import io.tarnfs.node.NodeFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HomeTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void standardHomeIsThatOfTheSystemForRootAndOfTheUserElse() {
        Path user = Path.of("/home/anna");
        assertEquals(Path.of("/var/lib/tarn"), Homes.of(Map.of(), "root", user).standard());
        assertEquals(
                Path.of("/home/anna/.local/share/tarn"),
                Homes.of(Map.of(), "anna", user).standard());
        assertEquals(
                Path.of("/data/tarn"),
                Homes.of(Map.of("XDG_DATA_HOME", "/data"), "anna", user).standard());
    }

    @Test
    void quickstartHomeIsKeyedByItsDirectory() {
        Homes homes = new Homes(folder);
        Home one = homes.ofQuickstart(Path.of("/mnt/a b"));
        assertEquals(one, homes.ofQuickstart(Path.of("/mnt/x/../a b")));
        assertNotEquals(one, homes.ofQuickstart(Path.of("/srv/a b")));
        assertTrue(one.root().startsWith(folder), one.toString());
        assertTrue(one.root().getFileName().toString().startsWith("a_b-"), one.toString());
    }

    @Test
    void knownHomesAreTheStandardOneAndThoseOfQuickstarts() throws Exception {
        Homes homes = new Homes(folder.resolve("tarn"));
        assertEquals(List.of(), homes.known());
        Home quickstart = homes.ofQuickstart(Path.of("/mnt/t"));
        quickstart.prepare();
        assertEquals(List.of(new Home(homes.standard()), quickstart), homes.known());
        assertEquals(new Home(homes.standard()), homes.named(Optional.empty()));
        assertEquals(new Home(folder), homes.named(Optional.of(folder)));
    }

    @Test
    void foldersOfAHomeAreForItsOwnerOnly() throws Exception {
        Home home = new Home(folder.resolve("home"));
        home.prepare();
        for (Path each : List.of(home.metadata(), home.store(), home.keys(), home.run(), home.log(), home.cache())) {
            assertEquals(PosixFilePermissions.fromString("rwx------"), Files.getPosixFilePermissions(each));
        }
        home.prepare();
    }

    @Test
    void fileInTheWayIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("store"));
        NodeFailure failure = assertThrows(NodeFailure.class, () -> new Home(folder).prepare());
        assertEquals(ExitCode.CONFIG, failure.code());
        assertTrue(failure.sentence().contains(file.toString()), failure.sentence());
    }

    @Test
    void homeHasOneNode() throws Exception {
        Home home = new Home(folder);
        home.prepare();
        try (HomeLock _ = HomeLock.take(home)) {
            NodeFailure failure = assertThrows(NodeFailure.class, () -> HomeLock.take(home));
            assertEquals(ExitCode.TRY_AGAIN, failure.code());
            assertTrue(
                    failure.sentence().contains("pid " + ProcessHandle.current().pid()), failure.sentence());
        }
        HomeLock.take(home).close();
    }

    @Test
    void mountSourceIsReadAsItIsWritten() {
        MountSource source = new MountSource("photos.2026", new Home(folder).id());
        assertEquals(Optional.of(source), MountSource.parse(source.toString()));
        for (String other : List.of("/dev/sda1", "tarn:", "tarn:a@", "tarn:a@xyz", "proc")) {
            assertEquals(Optional.empty(), MountSource.parse(other), other);
        }
    }
}
