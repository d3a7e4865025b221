// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.process;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/// A mount of the mount role.
final class RoleMount implements ActiveMount {
    private static final Logger LOG = System.getLogger(RoleMount.class.getName());

    private final io.tarnfs.mount.ActiveMount mount;

    RoleMount(io.tarnfs.mount.ActiveMount mount) {
        this.mount = mount;
    }

    @Override
    public boolean unmount() throws IOException {
        try {
            return mount.closed().isDone() || mount.unmountIfIdle();
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        }
    }

    @Override
    public void detach(Duration grace) throws IOException {
        try {
            mount.unmount(grace);
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        }
    }

    private IOException interrupted(InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        InterruptedIOException failure =
                new InterruptedIOException("interrupted while unmounting directory=" + mount.mountPoint());
        failure.initCause(interrupted);
        return failure;
    }

    @Override
    public void onEnd(Runnable action) {
        var _ = mount.closed().thenRun(action).exceptionally(failure -> {
            // The mount role has logged why; the mount is over all the same.
            LOG.log(Level.DEBUG, "a mount ended with a failure directory=" + mount.mountPoint(), failure);
            action.run();
            return null;
        });
    }
}
