// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.blockcache;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// Frames that follow each other, held for a reader until closed.
public final class FrameRun implements AutoCloseable {
    private final List<FrameBuffer> buffers;
    private final AtomicBoolean closed = new AtomicBoolean();

    FrameRun(List<FrameBuffer> buffers) {
        this.buffers = buffers;
    }

    /// Returns the buffers in order; not to be released one by one, but by closing this.
    public List<FrameBuffer> buffers() {
        return buffers;
    }

    /// Returns how many bytes the frames have together.
    public long lengthBytes() {
        return buffers.stream().mapToLong(FrameBuffer::lengthBytes).sum();
    }

    /// Releases all buffers; a second call has no effect.
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            buffers.forEach(FrameBuffer::release);
        }
    }
}
