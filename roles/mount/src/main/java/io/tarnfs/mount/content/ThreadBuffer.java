// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.content;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Native memory that a thread of the [StorePool] uses again for each sealed object on its way: mapping and
/// clearing megabytes for each would cost more than sealing them. One at a time a thread.
final class ThreadBuffer implements AutoCloseable {
    /// Grown in steps, so that blocks of one size settle at once.
    private static final long STEP_BYTES = 1L << 20;

    private static final ThreadLocal<@Nullable MemorySegment> KEPT = new ThreadLocal<>();

    private final MemorySegment memory;

    private ThreadBuffer(MemorySegment memory) {
        this.memory = memory;
    }

    /// Returns at least that many bytes, with any content.
    static ThreadBuffer ofBytes(long bytes) {
        MemorySegment kept = KEPT.get();
        if (kept == null || kept.byteSize() < bytes) {
            // Freed by the collector once the thread is gone or a larger one has taken its place.
            kept = Arena.ofAuto().allocate(Math.ceilDiv(bytes, STEP_BYTES) * STEP_BYTES);
        }
        KEPT.remove();
        return new ThreadBuffer(kept);
    }

    MemorySegment memory() {
        return memory;
    }

    @Override
    public void close() {
        KEPT.set(memory);
    }
}
