// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount;

import io.tarnfs.fusekernel.session.FuseSession;
import io.tarnfs.fusekernel.session.SessionEnd;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// A volume that the kernel shows at a mount point, from [MountRole#mount] to its end.
public final class ActiveMount {
    private final MountRequest request;
    private final FuseSession kernel;
    private final CompletableFuture<SessionEnd> closed;

    ActiveMount(MountRequest request, FuseSession kernel, CompletableFuture<SessionEnd> closed) {
        this.request = request;
        this.kernel = kernel;
        this.closed = closed;
    }

    /// Returns the name of the volume.
    public String volumeName() {
        return request.volume().name();
    }

    /// Returns where it is mounted.
    public Path mountPoint() {
        return request.mountPoint();
    }

    /// Unmounts if nobody uses it.
    ///
    /// @return false if it is in use; nothing has changed then
    public boolean unmountIfIdle() throws IOException, InterruptedException {
        if (!kernel.unmountIfIdle()) {
            return false;
        }
        kernel.awaitEnd();
        closed.join();
        return true;
    }

    /// Unmounts; if it is in use it is taken out of the tree and served until its last user is gone or
    /// `grace` has passed. Returns when everything written is durable.
    public SessionEnd unmount(Duration grace) throws IOException, InterruptedException {
        SessionEnd end = kernel.unmount(grace);
        closed.join();
        return end;
    }

    /// Returns what completes when the mount is over and everything written is durable, however it ended.
    public CompletableFuture<SessionEnd> closed() {
        return closed.copy();
    }
}
