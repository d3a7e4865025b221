// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A program run to its end, within a time.
///
/// Output goes to files, not pipes: a program that leaves a process behind (as the launcher does) would
/// otherwise keep the pipe open for ever.
public final class Program {
    private Program() {}

    /// How a program ended. `exit` is [#TIMED_OUT] when it was killed.
    public record Outcome(List<String> command, int exit, String output, String errors) {
        /// The exit code that stands for a program killed because its time was over.
        public static final int TIMED_OUT = -1;

        /// Fails unless the program ended with 0.
        public Outcome orFail() {
            if (exit != 0) {
                throw new IllegalStateException(this.toString());
            }
            return this;
        }

        @Override
        public String toString() {
            return "command=" + String.join(" ", command) + " exit=" + exit + "\nstdout: " + output + "\nstderr: "
                    + errors;
        }
    }

    /// Runs `command` and waits up to `time`, then kills it.
    public static Outcome run(Duration time, String... command) {
        return run(time, Map.of(), List.of(command));
    }

    /// Runs `command` with more environment.
    public static Outcome run(Duration time, Map<String, String> environment, List<String> command) {
        try {
            Path logs = Files.createDirectories(Machine.buildFolder().resolve("logs"));
            Path output = Files.createTempFile(logs, "out", ".txt");
            Path errors = Files.createTempFile(logs, "err", ".txt");
            try {
                ProcessBuilder builder = new ProcessBuilder(command)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile());
                builder.environment().putAll(environment);
                int exit = waitFor(builder.start(), time);
                return new Outcome(
                        command,
                        exit,
                        Files.readString(output, StandardCharsets.ISO_8859_1),
                        Files.readString(errors, StandardCharsets.ISO_8859_1));
            } finally {
                Files.delete(output);
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("running a program, command=" + command, e);
        }
    }

    private static int waitFor(Process process, Duration time) {
        try {
            if (process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            return Outcome.TIMED_OUT;
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return Outcome.TIMED_OUT;
        }
    }
}
