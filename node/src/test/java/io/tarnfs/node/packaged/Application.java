// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.packaged;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The packaged application as child processes, without the launcher and its AOT cache.
final class Application {
    private static final Path JAR = Path.of(System.getProperty("tarn.build"), "quarkus-app", "quarkus-run.jar");

    /// Far more than a command takes on a busy machine.
    private static final int SECONDS_MAX = 60;

    private final Path folder;
    private int commands;

    /// @param folder keeps what the processes print
    Application(Path folder) {
        this.folder = folder;
    }

    /// How a command ended.
    record Ended(int code, String out, String err) {}

    /// Runs a command to its end.
    Ended run(String... arguments) throws IOException, InterruptedException {
        commands++;
        Path out = folder.resolve("out" + commands);
        Path err = folder.resolve("err" + commands);
        Process process = new ProcessBuilder(command(arguments))
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("no end within " + SECONDS_MAX + " s: " + String.join(" ", arguments));
        }
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /// Starts a node and waits until it can be asked.
    Process node(Path home, String... options) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("node", "run", "--home", home.toString()));
        arguments.addAll(List.of(options));
        Path output = folder.resolve("node.txt");
        Process process = new ProcessBuilder(command(arguments.toArray(new String[0])))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        Path control = home.resolve("run/control.json");
        for (int look = 0; look < SECONDS_MAX * 20; look++) {
            if (Files.exists(control)
                    && Files.readString(control, StandardCharsets.UTF_8).contains("\"pid\" : " + process.pid())) {
                return process;
            }
            if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        process.destroyForcibly();
        throw new AssertionError("the node did not start: " + Files.readString(output));
    }

    private static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                JAR.toString()));
        command.addAll(List.of(arguments));
        return command;
    }
}
