// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.linux.durable;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LocalFolderTest extends DurableFolderContract {
    private Path scratch = Path.of(".");

    @BeforeEach
    void makeScratch() throws IOException {
        Path build = Files.createDirectories(Path.of(System.getProperty("tarn.build", "target")));
        scratch = Files.createTempDirectory(build, "local-folder");
    }

    @AfterEach
    void removeScratch() throws IOException {
        try (var paths = Files.walk(scratch)) {
            for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }

    @Override
    DurableFolder folder() throws IOException {
        return LocalFolder.at(scratch.resolve("one").resolve("two"));
    }

    @Test
    void foldersAboveAreMade() throws IOException {
        folder();
        assertTrue(Files.isDirectory(scratch.resolve("one").resolve("two")));
    }
}
