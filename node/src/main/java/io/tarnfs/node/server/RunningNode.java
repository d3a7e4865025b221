// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.server;

import io.tarnfs.node.process.Node;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// The node of this process, once it has been started; HTTP answers a little earlier and a little longer.
@Singleton
public class RunningNode {
    private final AtomicReference<Optional<Running>> running = new AtomicReference<>(Optional.empty());

    /// A node and what it takes to ask it.
    ///
    /// @param node    the node
    /// @param token   what the command line shows
    /// @param address where it listens, as a URL
    /// @param passphraseFile opens volumes whose mount names no key, if node.yaml names one
    record Running(Node node, String token, String address, Optional<Path> passphraseFile) {}

    void set(Running started) {
        running.set(Optional.of(started));
    }

    Optional<Running> get() {
        return running.get();
    }

    /// Returns the node, if it has been started.
    public Optional<Node> node() {
        return running.get().map(Running::node);
    }
}
