// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.content;

import io.tarnfs.blockcache.FrameBuffer;
import io.tarnfs.blockcache.FrameRun;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A run of frames that several pieces of a reply hold: closed with the last of them.
final class SharedRun {
    private final FrameRun run;
    private final AtomicInteger holders = new AtomicInteger(1);

    /// Holds the run once, until [#release].
    SharedRun(FrameRun run) {
        this.run = run;
    }

    List<FrameBuffer> buffers() {
        return run.buffers();
    }

    /// Holds it once more; by somebody who holds it.
    ///
    /// @return gives that hold back, once
    Runnable share() {
        holders.incrementAndGet();
        return this::release;
    }

    void release() {
        if (holders.decrementAndGet() == 0) {
            run.close();
        }
    }
}
