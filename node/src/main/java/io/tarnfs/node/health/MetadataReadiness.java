// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.health;

import io.tarnfs.node.process.Node;
import io.tarnfs.node.server.RunningNode;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready: the metadata role serves.
@Readiness
@ApplicationScoped
public class MetadataReadiness implements HealthCheck {
    private final RunningNode running;

    MetadataReadiness(RunningNode running) {
        this.running = running;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("metadata")
                .status(running.node()
                        .filter(node -> !node.stopping())
                        .filter(Node::metadataServes)
                        .isPresent())
                .build();
    }
}
