// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount;

/// How much of the machine the mounts of one node may use together.
///
/// @param readers         threads a mount that read requests from the kernel, 1 to 64
/// @param memoryCacheBytes native memory for plain frames, at least [#MEMORY_CACHE_BYTES_MIN]
/// @param dirtyBytes      native memory for bytes written and not durable yet, at least [#DIRTY_BYTES_MIN]
/// @param storeThreads    threads that seal, open and talk to the object store, 1 to 256
public record MountSettings(int readers, long memoryCacheBytes, long dirtyBytes, int storeThreads) {
    /// Fewer frames than a few large reads hold at a time would stall.
    public static final long MEMORY_CACHE_BYTES_MIN = 16L << 20;

    /// A few large writes and a block of the largest size.
    public static final long DIRTY_BYTES_MIN = 16L << 20;

    /// Checks the ranges.
    public MountSettings {
        if (readers < 1 || readers > 64 || storeThreads < 1 || storeThreads > 256) {
            throw new IllegalArgumentException("readers=" + readers + " storeThreads=" + storeThreads);
        }
        if (memoryCacheBytes < MEMORY_CACHE_BYTES_MIN || dirtyBytes < DIRTY_BYTES_MIN) {
            throw new IllegalArgumentException("memoryCacheBytes=" + memoryCacheBytes + " dirtyBytes=" + dirtyBytes);
        }
    }

    /// Two readers, 256 MiB of cache, 256 MiB of dirty bytes, 8 store threads.
    public static MountSettings defaults() {
        return new MountSettings(2, 256L << 20, 256L << 20, 8);
    }
}
