// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.cli;

import io.tarnfs.node.ExitCode;
import io.tarnfs.node.NodeFailure;
import io.tarnfs.node.control.ControlClient;
import io.tarnfs.node.process.Home;
import io.tarnfs.node.process.Homes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/// Which node a command is about.
final class HomeOption {
    @Option(
            names = "--home",
            paramLabel = "FOLDER",
            description = "The node's home (default: /var/lib/tarn for root, else $$XDG_DATA_HOME/tarn).")
    private Optional<Path> folder = Optional.empty();

    private final Homes homes = Homes.ofThisUser();

    Homes homes() {
        return homes;
    }

    Optional<Path> folder() {
        return folder;
    }

    /// Returns the home that was named, else the standard one.
    Home home() {
        return homes.named(folder);
    }

    /// Returns the node to ask: of the home that was named; else of the standard home; else the only one
    /// running.
    ///
    /// @throws NodeFailure UNREACHABLE if there is none, USAGE if there are several to choose from
    ControlClient node() throws NodeFailure {
        if (folder.isPresent()) {
            return ControlClient.of(home());
        }
        List<ControlClient> running = running();
        for (ControlClient node : running) {
            if (node.home().equals(home())) {
                return node;
            }
        }
        if (running.size() > 1) {
            throw new NodeFailure(
                    ExitCode.USAGE,
                    "Several nodes are running; name one of their homes with --home: "
                            + running.stream()
                                    .map(node -> node.home().root().toString())
                                    .collect(Collectors.joining(", "))
                            + ".");
        }
        return running.isEmpty() ? ControlClient.of(home()) : running.getFirst();
    }

    /// Returns the running nodes of all homes that are known: the one named, or the standard and quickstart
    /// ones.
    List<ControlClient> running() throws NodeFailure {
        List<ControlClient> running = new ArrayList<>();
        for (Home home : folder.isPresent() ? List.of(home()) : homes.known()) {
            ControlClient.find(home).ifPresent(running::add);
        }
        return running;
    }
}
