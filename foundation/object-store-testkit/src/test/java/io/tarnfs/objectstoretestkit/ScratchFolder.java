// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.objectstoretestkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// A folder of one test below the build directory.
final class ScratchFolder {
    private static final AtomicInteger NEXT = new AtomicInteger();

    private final Path path = Path.of(
            System.getProperty("tarn.build", "target"),
            "scratch",
            ProcessHandle.current().pid() + "-" + NEXT.incrementAndGet());

    Path path() {
        return path;
    }

    void delete() throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> walk = Files.walk(path)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.delete(each);
        }
    }
}
