// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.blockcache;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/// The plain bytes of one frame in native memory, shared by reference counting.
///
/// Who got a buffer from the cache may read [#segment()] until it calls [#release()], once. The bytes
/// never change while anybody holds a reference.
///
/// ## No buffer comes back to life
/// The count goes from 1 up and down to 0, and 0 is the end: the memory goes back to the pool and is
/// used again *by another buffer object*. A reader that took this object out of the cache just before
/// it was let go finds 0, cannot retain it, and treats it as absent. So it can never hold memory that
/// meanwhile belongs to another frame, which it could if buffers were used again and their counts rose
/// from 0.
public final class FrameBuffer {
    private final FrameMemory memory;
    private final AtomicInteger references = new AtomicInteger(1);
    private volatile int lengthBytes;

    /// @param memory given back with the last reference
    FrameBuffer(FrameMemory memory) {
        this.memory = memory;
    }

    /// Returns the bytes of the frame; read-only.
    public MemorySegment segment() {
        if (references.get() <= 0) {
            throw new IllegalStateException("a frame buffer was used after its release");
        }
        return memory.segment().asSlice(0, lengthBytes).asReadOnly();
    }

    /// Returns the number of bytes of the frame.
    public int lengthBytes() {
        return lengthBytes;
    }

    /// Takes one more reference for a holder of one, if the cache has room for one more: each counts as
    /// a frame held.
    ///
    /// @return false if not; nothing was taken
    public boolean retain() {
        if (!memory.room().tryAcquire()) {
            return false;
        }
        if (!tryReference()) {
            memory.room().release();
            throw new IllegalStateException("a frame buffer was retained after its release");
        }
        return true;
    }

    /// Gives back one reference of a reader.
    public void release() {
        dropReference();
        memory.room().release();
    }

    /// Where the loader writes.
    MemorySegment target() {
        return memory.segment();
    }

    void loaded(int bytes) {
        lengthBytes = bytes;
    }

    boolean isCacheable() {
        return memory.isPooled();
    }

    /// Tells whether nobody but the cache holds it.
    boolean isIdle() {
        return references.get() == 1;
    }

    /// Takes a reference; false if the buffer is at its end and to be treated as absent.
    boolean tryReference() {
        int count = references.get();
        while (count > 0) {
            int seen = references.compareAndExchange(count, count + 1);
            if (seen == count) {
                return true;
            }
            count = seen;
        }
        return false;
    }

    /// Adds references on behalf of others, by somebody who holds one.
    void addReferences(int count) {
        int before = references.getAndAdd(count);
        if (before <= 0) {
            throw new IllegalStateException("references added to a frame buffer at its end: references=" + before);
        }
    }

    /// Gives back one reference that does not count as a frame held by a reader.
    void dropReference() {
        int left = references.decrementAndGet();
        if (left == 0) {
            memory.giveBack();
        } else if (left < 0) {
            throw new IllegalStateException("a frame buffer was released too often: references=" + left);
        }
    }
}
