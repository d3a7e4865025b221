// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.process;

import io.tarnfs.model.metrics.Metrics;
import io.tarnfs.model.time.TimeSource;
import io.tarnfs.node.ExitCode;
import io.tarnfs.node.NodeFailure;
import io.tarnfs.node.config.Settings;

/// Wires the real roles together.
public final class NodeRoles {
    private NodeRoles() {}

    /// Starts the roles that the settings name.
    public static Roles start(Home home, Settings settings, TimeSource time, Metrics metrics) throws NodeFailure {
        throw new NodeFailure(
                ExitCode.UNREACHABLE, "The roles " + settings.roles() + " cannot be started in " + home.root() + ".");
    }
}
