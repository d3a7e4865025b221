// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Working things that are not in use, last used first. Safe for threads.
///
/// Not thread-local, because virtual threads come by too and each would leave 400 KiB behind.
final class Pool<T> {
    /// Kept at most: as many threads as can work at once, twice. More are made when needed and then
    /// dropped.
    static final int IDLE_MAX = 2 * Runtime.getRuntime().availableProcessors();

    private final Supplier<T> maker;
    private final Consumer<T> dropper;
    private final ConcurrentLinkedDeque<T> idle = new ConcurrentLinkedDeque<>();
    private final AtomicInteger idleCount = new AtomicInteger();

    /// @param dropper releases one that is not kept
    Pool(Supplier<T> maker, Consumer<T> dropper) {
        this.maker = maker;
        this.dropper = dropper;
    }

    T borrow() {
        T free = idle.pollFirst();
        if (free == null) {
            return maker.get();
        }
        idleCount.decrementAndGet();
        return free;
    }

    void giveBack(T used) {
        if (idleCount.incrementAndGet() > IDLE_MAX) {
            idleCount.decrementAndGet();
            dropper.accept(used);
            return;
        }
        idle.addFirst(used);
    }
}
