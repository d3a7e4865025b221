// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.server;

import io.tarnfs.node.process.Node;
import jakarta.inject.Singleton;
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
    /// @param address where it listens: host and port
    record Running(Node node, String token, String address) {}

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
