// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.linux.durable;

import io.tarnfs.linux.calls.ErrnoSlot;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// Native buffers through which bytes of heap buffers travel, kept for the next call.
///
/// Not thread-local: virtual threads are many. Any thread.
final class Transfers {
    /// Larger transfers take several calls; the copy costs more than they do.
    static final int BYTES = 256 << 10;

    /// About as many as threads do I/O at a time; further ones are made and dropped.
    private static final int KEPT = 8;

    private final BlockingQueue<Transfer> kept = new ArrayBlockingQueue<>(KEPT);

    /// A native buffer and a place for errno, used by one call at a time.
    ///
    /// @param bytes direct, of [#BYTES]
    record Transfer(ByteBuffer bytes, ErrnoSlot errno) {}

    Transfer take() {
        Transfer taken = kept.poll();
        return taken != null ? taken : new Transfer(ByteBuffer.allocateDirect(BYTES), new ErrnoSlot());
    }

    void give(Transfer transfer) {
        // Refused when enough are kept; then it is garbage, which is meant.
        var _ = kept.offer(transfer);
    }
}
