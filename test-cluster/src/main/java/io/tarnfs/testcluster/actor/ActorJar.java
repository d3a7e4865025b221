// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.actor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/// The classes of an actor in a jar of their own, readable by everybody.
///
/// The shell that starts an actor opens the jar while it is still root and hands it on as a descriptor, so an
/// actor of another uid starts even from a build folder that this uid cannot reach.
final class ActorJar {
    private ActorJar() {}

    /// Writes the jar to `target` in one step, so that two builds in one folder never see half of it.
    static Path write(Path target) {
        try {
            Path classes = Path.of(ActorProcess.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (Files.isRegularFile(classes)) {
                return classes;
            }
            Path draft = Files.createTempFile(target.toAbsolutePath().getParent(), "actor", ".jar");
            try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(draft))) {
                for (Path file : classFiles(classes)) {
                    jar.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                    try (InputStream content = Files.newInputStream(file)) {
                        content.transferTo(jar);
                    }
                }
            }
            Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-r--r--"));
            return Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("writing the actor's jar, file=" + target, e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the actor's classes have no usable place", e);
        }
    }

    private static List<Path> classFiles(Path classes) throws IOException {
        Path folder = classes.resolve(ActorProcess.class.getPackageName().replace('.', '/'));
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .sorted()
                    .toList();
        }
    }
}
