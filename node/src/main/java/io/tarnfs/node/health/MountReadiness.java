// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.health;

import io.tarnfs.node.process.MountView;
import io.tarnfs.node.process.Node;
import io.tarnfs.node.server.RunningNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/// Ready: every recorded mount is served. The data names those that are not, and why.
@Readiness
@ApplicationScoped
public class MountReadiness implements HealthCheck {
    private final RunningNode running;

    MountReadiness(RunningNode running) {
        this.running = running;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("mount");
        Optional<Node> node = running.node().filter(each -> !each.stopping());
        boolean ready = node.isPresent();
        for (MountView view : node.map(each -> each.mounts().list()).orElseGet(List::of)) {
            boolean mounted = view.state() == MountView.State.MOUNTED;
            ready &= mounted;
            response.withData(view.order().directory().toString(), mounted ? "mounted" : view.detail());
        }
        return response.status(ready).build();
    }
}
