// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.server;

import io.tarnfs.node.NodeFailure;
import io.tarnfs.node.config.Settings;
import io.tarnfs.node.process.Home;
import java.nio.file.Path;
import java.util.Optional;

/// What the command line hands to the application through Quarkus, which only carries texts.
///
/// @param home         the node's home, locked by this process
/// @param settingsFile node.yaml, checked already; nothing if there is none
/// @param train        only start, exercise what a start loads, and stop: for making the AOT cache
public record NodeArguments(Home home, Optional<Path> settingsFile, boolean train) {
    String[] encode() {
        return new String[] {
            home.root().toString(), settingsFile.map(Path::toString).orElse(""), Boolean.toString(train)
        };
    }

    static NodeArguments decode(String[] texts) {
        return new NodeArguments(
                new Home(Path.of(texts[0])),
                texts[1].isEmpty() ? Optional.empty() : Optional.of(Path.of(texts[1])),
                Boolean.parseBoolean(texts[2]));
    }

    Settings settings() throws NodeFailure {
        return settingsFile.isPresent() ? Settings.read(settingsFile.get()) : Settings.defaults();
    }
}
