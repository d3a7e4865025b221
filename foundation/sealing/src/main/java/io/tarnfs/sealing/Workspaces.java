// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/// Workspaces that are not in use, last used first. Safe for threads.
///
/// Not thread-local, because virtual threads come by too and each would leave 400 KiB behind.
final class Workspaces {
    /// Kept at most: as many threads as can work at once, twice. More are made when needed and then
    /// dropped.
    private static final int IDLE_MAX = 2 * Runtime.getRuntime().availableProcessors();

    private final ConcurrentLinkedDeque<Workspace> idle = new ConcurrentLinkedDeque<>();
    private final AtomicInteger idleCount = new AtomicInteger();

    Workspace borrow() {
        Workspace workspace = idle.pollFirst();
        if (workspace == null) {
            return new Workspace();
        }
        idleCount.decrementAndGet();
        return workspace;
    }

    void giveBack(Workspace workspace) {
        if (idleCount.incrementAndGet() > IDLE_MAX) {
            idleCount.decrementAndGet();
            return;
        }
        idle.addFirst(workspace);
    }
}
