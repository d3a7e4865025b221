// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.cli;

import io.tarnfs.node.Console;
import io.tarnfs.node.ExitCode;
import io.tarnfs.node.NodeFailure;
import io.tarnfs.node.config.Role;
import io.tarnfs.node.config.Settings;
import io.tarnfs.node.control.ControlClient;
import io.tarnfs.node.process.Home;
import io.tarnfs.node.process.HomeLock;
import io.tarnfs.node.server.NodeApplication;
import io.tarnfs.node.server.NodeArguments;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tarn node`: the process itself.
@Command(
        name = "node",
        description = "Run or stop a node.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {NodeCommand.Run.class, NodeCommand.Stop.class})
final class NodeCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw Tarn.commandMissing(spec);
    }

    /// `tarn node run`.
    @Command(name = "run", description = "Run a node in the foreground until it is stopped or gets SIGTERM.")
    static final class Run implements java.util.concurrent.Callable<Integer> {
        @Mixin
        private HomeOption home = new HomeOption();

        @Option(
                names = "--config",
                paramLabel = "FILE",
                description = "The settings (default: node.yaml in the home, if it is there).")
        private Optional<Path> config = Optional.empty();

        @Option(names = "--background", hidden = true, description = "Log to the log file only.")
        private boolean background;

        @Option(names = "--any-port", hidden = true, description = "Take a free port if the node's own is taken.")
        private boolean anyPort;

        @Option(names = "--train", hidden = true, description = "Start, warm up and stop, to make the AOT cache.")
        private boolean train;

        @Override
        public Integer call() throws NodeFailure, IOException {
            Optional<Path> file = settingsFile();
            Settings settings = file.isPresent() ? Settings.read(file.get()) : Settings.defaults();
            if (!settings.roles().contains(Role.METADATA)) {
                throw new NodeFailure(
                        ExitCode.CONFIG,
                        "The settings in " + file.orElseThrow()
                                + " leave out the role metadata, and this version cannot use another node's; name it in"
                                + " 'roles'.");
            }
            Home place = home.folder().isPresent()
                    ? home.home()
                    : settings.node().home().map(Home::new).orElseGet(home::home);
            place.prepare();
            // Held until the process ends: NodeApplication ends it.
            try (HomeLock _ = HomeLock.take(place)) {
                NodeApplication.launch(
                        new NodeArguments(place, file, train), settings, freePort(settings), !background);
            }
            return ExitCode.DONE.number();
        }

        private Optional<Path> settingsFile() {
            if (config.isPresent()) {
                return config.map(path -> path.toAbsolutePath().normalize());
            }
            return Optional.of(home.home().settingsFile()).filter(Files::exists);
        }

        /// Tries the port before anything is started, for a clear sentence; whoever takes it in between is
        /// met again by the start itself.
        private int freePort(Settings settings) throws NodeFailure {
            int port = train ? 0 : settings.node().httpPort();
            try (ServerSocket probe = new ServerSocket()) {
                probe.setReuseAddress(true);
                probe.bind(new InetSocketAddress(
                        InetAddress.getByName(settings.node().httpHost()), port));
                return port;
            } catch (IOException taken) {
                if (anyPort) {
                    return 0;
                }
                throw new NodeFailure(
                        ExitCode.TRY_AGAIN,
                        "The node cannot listen on " + settings.node().httpHost() + " port " + port + " ("
                                + taken.getMessage() + "); stop what uses it ('ss -ltnp' shows it), or set"
                                + " node.http-port in " + home.home().settingsFile() + " (0 takes a free one).",
                        taken);
            }
        }
    }

    /// `tarn node stop`.
    @Command(name = "stop", description = "Stop the running node: store everything, unmount, exit.")
    static final class Stop implements java.util.concurrent.Callable<Integer> {
        /// Storing what is dirty takes seconds; a store that is away may hold it up.
        private static final int SECONDS_MAX = 300;

        @Mixin
        private HomeOption home = new HomeOption();

        @Override
        public Integer call() throws NodeFailure {
            ControlClient node = home.node();
            Optional<ProcessHandle> process = ProcessHandle.of(node.pid());
            node.stop();
            if (process.isPresent()) {
                await(process.get());
            }
            Console.note("stopped the node of " + node.home().root() + ".");
            return ExitCode.DONE.number();
        }

        private static void await(ProcessHandle process) throws NodeFailure {
            try {
                process.onExit().get(SECONDS_MAX, TimeUnit.SECONDS);
            } catch (TimeoutException | ExecutionException late) {
                throw new NodeFailure(
                        ExitCode.TRY_AGAIN,
                        "The node (pid " + process.pid() + ") has not stopped within " + SECONDS_MAX
                                + " s; it may still be storing data, see its log.",
                        late);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new NodeFailure(ExitCode.TRY_AGAIN, "Interrupted; the node is still stopping.", interrupted);
            }
        }
    }
}
