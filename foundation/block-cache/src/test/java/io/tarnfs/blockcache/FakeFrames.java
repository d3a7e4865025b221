// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.blockcache;

import io.tarnfs.model.identity.ObjectId;
import io.tarnfs.model.identity.VolumeId;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A loader whose frames say which they are, and which counts how often each was loaded and by how many
/// at once.
///
/// A frame's first 16 bytes are its object id and number, its last byte too; the last frame of an
/// object is short.
final class FakeFrames implements FrameLoader {
    static final int LAST_FRAME = 63;
    static final int LAST_FRAME_BYTES = 1_000;

    private final ConcurrentHashMap<FrameKey, AtomicInteger> loads = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<FrameKey, AtomicInteger> loading = new ConcurrentHashMap<>();

    static FrameKey key(long object, int frame) {
        return new FrameKey(new ObjectName(new VolumeId(1), new ObjectId(object), 77), frame);
    }

    @Override
    public long load(FrameKey first, List<MemorySegment> targets) {
        long bytes = 0;
        for (int i = 0; i < targets.size(); i++) {
            FrameKey key = first.plus(i);
            AtomicInteger now = loading.computeIfAbsent(key, _ -> new AtomicInteger());
            if (now.incrementAndGet() != 1) {
                throw new AssertionError("two loads of one frame at once: key=" + key);
            }
            int length = length(key);
            write(targets.get(i), key, length);
            bytes += length;
            now.decrementAndGet();
            loads.computeIfAbsent(key, _ -> new AtomicInteger()).incrementAndGet();
        }
        return bytes;
    }

    int loads(FrameKey key) {
        AtomicInteger count = loads.get(key);
        return count == null ? 0 : count.get();
    }

    static int length(FrameKey key) {
        return key.frame() == LAST_FRAME ? LAST_FRAME_BYTES : BlockCache.FRAME_BYTES;
    }

    static boolean holds(FrameBuffer buffer, FrameKey key) {
        MemorySegment bytes = buffer.segment();
        return bytes.byteSize() == length(key)
                && bytes.get(ValueLayout.JAVA_LONG, 0) == key.object().object().value()
                && bytes.get(ValueLayout.JAVA_LONG, 8) == key.frame()
                && bytes.get(ValueLayout.JAVA_BYTE, bytes.byteSize() - 1) == (byte) key.frame();
    }

    private static void write(MemorySegment target, FrameKey key, int length) {
        target.fill((byte) 0xEE);
        target.set(ValueLayout.JAVA_LONG, 0, key.object().object().value());
        target.set(ValueLayout.JAVA_LONG, 8, key.frame());
        target.set(ValueLayout.JAVA_BYTE, length - 1L, (byte) key.frame());
    }
}
