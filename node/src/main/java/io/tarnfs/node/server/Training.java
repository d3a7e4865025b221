// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.server;

import io.tarnfs.node.NodeFailure;
import io.tarnfs.node.process.KeySource;
import io.tarnfs.node.process.Node;
import io.tarnfs.node.process.VolumeOrder;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/// Does what a start and a first mount do, as far as that needs no kernel, so that the AOT cache of this run
/// holds the classes for it.
final class Training {
    private static final Logger LOG = System.getLogger(Training.class.getName());

    private Training() {}

    static void exercise(Node node, String address) throws NodeFailure {
        node.volumes()
                .create(new VolumeOrder(
                        "training",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        new KeySource.KeyFile(node.home().keys().resolve("training.key"))));
        node.volumes().list();
        for (String path : List.of("/q/health/live", "/q/health/ready", "/q/metrics", "/control/v1/status")) {
            try (InputStream answer = URI.create(address + path).toURL().openStream()) {
                answer.readAllBytes();
            } catch (IOException refused) {
                // The control request is refused without its token; its classes are loaded all the same.
                LOG.log(Level.DEBUG, "while training path=" + path, refused);
            }
        }
    }
}
