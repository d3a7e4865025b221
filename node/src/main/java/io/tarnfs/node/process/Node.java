// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.process;

import io.tarnfs.linux.durable.LocalFolder;
import io.tarnfs.model.time.TimeSource;
import io.tarnfs.model.time.Timestamp;
import io.tarnfs.node.ExitCode;
import io.tarnfs.node.NodeFailure;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/// A running node: a locked home, roles, volumes, mounts.
///
/// **Start:** stale mounts of this home are detached, the roles start, recorded mounts come back. **Stop**,
/// in
/// reverse: mounts are flushed and ended, then the roles are closed; the home's lock goes last, with its
/// owner.
public final class Node {
    private static final Logger LOG = System.getLogger(Node.class.getName());

    private final Home home;
    private final Roles roles;
    private final Volumes volumes;
    private final Mounts mounts;
    private final Timestamp since;
    private volatile boolean stopping;

    private Node(Home home, Roles roles, TimeSource time) throws NodeFailure {
        this.home = home;
        this.roles = roles;
        this.since = time.now();
        this.volumes = new Volumes(roles, home, time);
        this.mounts = new Mounts(volumes, roles, home, records(home));
    }

    private static MountRecords records(Home home) throws NodeFailure {
        try {
            return new MountRecords(LocalFolder.at(home.root()));
        } catch (IOException refused) {
            throw new NodeFailure(
                    ExitCode.DENIED, "The home " + home.root() + " cannot be opened: " + refused.getMessage(), refused);
        }
    }

    /// Starts a node; the caller holds the lock of its home.
    ///
    /// @throws NodeFailure with nothing left running
    public static Node start(Home home, Roles.Starter starter, TimeSource time) throws NodeFailure {
        StaleMounts.detach(home);
        Roles roles = starter.start();
        try {
            Node node = new Node(home, roles, time);
            node.mounts.resume();
            LOG.log(
                    Level.INFO,
                    "started home={0} mounts={1}",
                    home.root(),
                    node.mounts.list().size());
            return node;
        } catch (NodeFailure failure) {
            try {
                roles.close();
            } catch (NodeFailure second) {
                failure.addSuppressed(second);
            }
            throw failure;
        }
    }

    /// Stops the node; returns when everything written is stored or known to be lost.
    ///
    /// @param grace how long a busy mount is still served
    public void stop(Duration grace) throws NodeFailure {
        stopping = true;
        mounts.stop(grace);
        roles.close();
        LOG.log(Level.INFO, "stopped home={0}", home.root());
    }

    /// Returns its home.
    public Home home() {
        return home;
    }

    /// Returns when it was started.
    public Timestamp since() {
        return since;
    }

    /// Returns its volumes.
    public Volumes volumes() {
        return volumes;
    }

    /// Returns its mounts.
    public Mounts mounts() {
        return mounts;
    }

    /// Tells whether it is on its way down.
    public boolean stopping() {
        return stopping;
    }

    /// Tells whether the metadata role serves; never waits.
    public boolean metadataServes() {
        return roles.metadataFailure().isEmpty();
    }
}
