// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// What the suites need of the machine they run on.
public final class Machine {
    /// Set to 1, it lets machines without root or /dev/fuse pass: the suites then report themselves as disabled
    /// instead of failing.
    public static final String SKIP_VARIABLE = "TARN_SKIP_MOUNT_TESTS";

    private Machine() {}

    /// True when the person who runs the tests gave up on mount tests.
    public static boolean skipsMountTests() {
        return "1".equals(System.getenv(SKIP_VARIABLE));
    }

    /// True when the tests are to run against a node (system property `tarn.system`).
    public static boolean testsNode() {
        return Boolean.getBoolean("tarn.system");
    }

    /// Fails unless this is root: actors take other identities.
    public static void requireRoot() {
        if (!isRoot()) {
            throw new IllegalStateException(
                    "the system tests start processes under other uids and need root: run them as root, or set "
                            + SKIP_VARIABLE + "=1 to go without them");
        }
    }

    /// Fails unless a node can mount here.
    public static void requireFuse() {
        requireRoot();
        if (!Files.exists(Path.of("/dev/fuse"))) {
            throw new IllegalStateException("/dev/fuse is missing: load the kernel module (modprobe fuse), or set "
                    + SKIP_VARIABLE + "=1 to go without mount tests");
        }
    }

    private static boolean isRoot() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("Uid:"))
                    .anyMatch(line -> line.split("\t", -1)[2].equals("0"));
        } catch (IOException e) {
            throw new UncheckedIOException("reading /proc/self/status", e);
        }
    }

    /// The build folder of this module, where everything that a test makes belongs.
    public static Path buildFolder() {
        return Path.of(requiredProperty("tarn.build")).toAbsolutePath();
    }

    /// The root of the repository, where the launcher stands.
    public static Path repository() {
        return Path.of(requiredProperty("tarn.root")).toAbsolutePath();
    }

    /// A new folder in the build folder, open to every uid.
    public static Path scratch(String name) {
        try {
            Path parent = Files.createDirectories(buildFolder().resolve("scratch"));
            Path folder = Files.createTempDirectory(parent, name + "-");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("making a scratch folder, name=" + name, e);
        }
    }

    private static String requiredProperty(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException("system property missing, name=" + name + ": the build sets it");
        }
        return value;
    }
}
