// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.cli;

import io.tarnfs.node.Console;
import io.tarnfs.node.ExitCode;
import io.tarnfs.node.NodeFailure;
import io.tarnfs.node.control.ControlClient;
import io.tarnfs.node.process.Home;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Starts a node as a process of its own and waits until it answers.
///
/// It is started through the launcher, which knows the JVM's flags, from the same built application as this
/// command.
final class BackgroundNode {
    /// A first start makes folders and logs; a start after a crash reads the log. Longer than that is no
    /// start.
    private static final int START_SECONDS_MAX = 120;

    /// How often the starting node is looked at.
    private static final int LOOK_MILLIS = 10;

    /// Takes the node out of the terminal's session; without it Ctrl-C and hang-up would reach it.
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private static final String OUTPUT = "node.out";

    private final Home home;
    private final List<String> options;

    /// @param home    its home, prepared
    /// @param options more options of `node run`
    BackgroundNode(Home home, List<String> options) {
        this.home = home;
        this.options = List.copyOf(options);
    }

    /// Starts it, detached from this terminal.
    Process detached() throws NodeFailure {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(SETSID)) {
            command.add(SETSID.toString());
        }
        command.addAll(command());
        command.add("--background");
        return start(new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(output().toFile()));
    }

    /// Starts it on this terminal.
    Process onTerminal() throws NodeFailure {
        return start(new ProcessBuilder(command()).inheritIO());
    }

    private Path output() {
        return home.log().resolve(OUTPUT);
    }

    private List<String> command() throws NodeFailure {
        List<String> command = new ArrayList<>(List.of(
                Launcher.script().toString(),
                "node",
                "run",
                "--home",
                home.root().toString()));
        command.addAll(options);
        return command;
    }

    private static Process start(ProcessBuilder builder) throws NodeFailure {
        // Not below a mount, and in nobody's way.
        builder.directory(new File("/"));
        builder.environment().put("TARN_APP_DIR", Launcher.application().toString());
        try {
            return builder.start();
        } catch (IOException refused) {
            throw new NodeFailure(
                    ExitCode.CONFIG, "The node cannot be started: " + refused.getMessage() + ".", refused);
        }
    }

    /// Waits until the node answers.
    ///
    /// @throws NodeFailure what the node itself says if it does not come up
    ControlClient await(Process process) throws NodeFailure {
        long looks = TimeUnit.SECONDS.toMillis(START_SECONDS_MAX) / LOOK_MILLIS;
        try {
            for (long look = 0; look < looks; look++) {
                Optional<ControlClient> node = ControlClient.find(home).filter(each -> each.pid() == process.pid());
                if (node.isPresent()) {
                    return node.get();
                }
                if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    throw died(process.exitValue());
                }
            }
        } catch (InterruptedException interrupted) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new NodeFailure(ExitCode.TRY_AGAIN, "Interrupted while the node was starting.", interrupted);
        }
        process.destroy();
        throw new NodeFailure(
                ExitCode.UNREACHABLE,
                "The node did not answer within " + START_SECONDS_MAX + " s and was stopped; see its log in "
                        + home.log() + ".");
    }

    private NodeFailure died(int exitValue) {
        String last = "The node ended while it started; see its log in " + home.log() + ".";
        try {
            for (String line : Files.readAllLines(output())) {
                if (line.startsWith(Console.failurePrefix())) {
                    last = line.substring(Console.failurePrefix().length());
                }
            }
        } catch (IOException unreadable) {
            return new NodeFailure(ExitCode.of(exitValue), last, unreadable);
        }
        return new NodeFailure(ExitCode.of(exitValue), last);
    }
}
