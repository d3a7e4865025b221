// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.gates;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The source tree that is being judged.
final class Repository {
    static final Path ROOT = Path.of(System.getProperty("tarn.root", ".."));

    private static final List<String> FOLDERS = List.of("foundation", "roles", "node", "test-cluster");

    private Repository() {}

    /// Returns all Java sources, main and test, in order.
    static List<Path> sources() {
        return FOLDERS.stream()
                .flatMap(folder -> below(ROOT.resolve(folder)))
                .filter(path -> path.toString().endsWith(".java"))
                .filter(path -> path.toString().contains("/src/"))
                .sorted()
                .toList();
    }

    /// Returns the sources of tests.
    static List<Path> testSources() {
        return sources().stream()
                .filter(path -> path.toString().contains("/src/test/"))
                .toList();
    }

    /// Returns the folders of compiled main classes of the modules that node is built from.
    static List<Path> classFolders() {
        return Stream.of("foundation", "roles", "node")
                .flatMap(folder -> modules(ROOT.resolve(folder)))
                .map(module -> module.resolve("target/classes"))
                .filter(Files::isDirectory)
                .toList();
    }

    static String text(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("read " + path, unreadable);
        }
    }

    private static Stream<Path> modules(Path folder) {
        return Files.exists(folder.resolve("pom.xml")) ? Stream.of(folder) : list(folder);
    }

    private static Stream<Path> list(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList().stream();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("list " + folder, unreadable);
        }
    }

    private static Stream<Path> below(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(path -> !path.toString().contains("/target/")).toList().stream();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("walk " + folder, unreadable);
        }
    }
}
