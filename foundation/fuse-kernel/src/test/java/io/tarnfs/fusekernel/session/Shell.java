// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs scripts in child processes: this one serves the mounts under test and must not touch them.
final class Shell {
    private static final long TIMEOUT_SECONDS = 60;

    private final Path mountPoint;
    private final Path scratch;

    /// @param mountPoint known to scripts as `$M`
    /// @param scratch a folder outside the mount, known as `$S`
    Shell(Path mountPoint, Path scratch) {
        this.mountPoint = mountPoint;
        this.scratch = scratch;
    }

    record Result(int exit, String output) {}

    /// Starts a script and leaves it running; its output goes to a file.
    Running start(String... command) throws IOException {
        Path output = Files.createTempFile(scratch, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(scratch.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(Map.of("M", mountPoint.toString(), "S", scratch.toString(), "LC_ALL", "C.UTF-8"));
        return new Running(builder.start(), output, List.of(command));
    }

    /// Runs a script of sh(1) to its end.
    Result run(String script) throws IOException, InterruptedException {
        return start("sh", "-euc", script).await();
    }

    /// Runs a script of sh(1) that must succeed, and returns its output.
    String check(String script) throws IOException, InterruptedException {
        Result result = run(script);
        assertEquals(0, result.exit, () -> script + "\n" + result.output);
        return result.output;
    }

    /// Runs a program of python3 that must succeed, and returns its output. `m` and `s` are the two folders.
    String python(String program) throws IOException, InterruptedException {
        String head = "import ctypes, errno, mmap, os, stat, sys\nm = os.environ['M']\ns = os.environ['S']\n";
        Result result = start("python3", "-c", head + program).await();
        assertEquals(0, result.exit, () -> program + "\n" + result.output);
        return result.output;
    }

    /// A script under way.
    record Running(Process process, Path output, List<String> command) {
        Running {
            command = List.copyOf(command);
        }

        Result await() throws IOException, InterruptedException {
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("timed out: " + new ArrayList<>(command) + "\n" + text());
            }
            return new Result(process.exitValue(), text());
        }

        String text() throws IOException {
            return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
        }

        /// Waits until the script has written this line.
        void awaitLine(String line) throws IOException, InterruptedException {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
            while (!text().lines().anyMatch(line::equals)) {
                if (System.nanoTime() > deadline || !process.isAlive()) {
                    throw new AssertionError("no line \"" + line + "\": " + command + "\n" + text());
                }
                process.waitFor(5, TimeUnit.MILLISECONDS);
            }
        }
    }
}
