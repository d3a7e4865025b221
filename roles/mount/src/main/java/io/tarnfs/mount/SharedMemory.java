// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount;

import io.tarnfs.blockcache.FrameCache;
import io.tarnfs.linux.errno.SyscallException;
import io.tarnfs.linux.memory.HugePageArena;
import io.tarnfs.linux.memory.MappedMemfd;
import io.tarnfs.mount.content.StorePool;
import io.tarnfs.mount.openfile.DirtyArena;

/// What the mounts of one node share: the memory cache, the memory for dirty bytes, the store threads.
///
/// The dirty arena is a memfd on small pages, so that another process that holds the descriptor can save its bytes; the
/// cache lies on huge pages, which halve the time of large reads.
final class SharedMemory implements AutoCloseable {
    private final HugePageArena cacheMemory;
    private final MappedMemfd dirtyMemory;
    private final FrameCache cache;
    private final DirtyArena dirty;
    private final StorePool pool;

    SharedMemory(MountSettings settings) throws SyscallException {
        cacheMemory = HugePageArena.onHugePages(settings.memoryCacheBytes());
        dirtyMemory = MappedMemfd.create("tarn-dirty", settings.dirtyBytes());
        cache = new FrameCache(cacheMemory.segment());
        dirty = new DirtyArena(dirtyMemory.segment());
        pool = new StorePool(settings.storeThreads());
    }

    FrameCache cache() {
        return cache;
    }

    DirtyArena dirty() {
        return dirty;
    }

    StorePool pool() {
        return pool;
    }

    @Override
    public void close() {
        pool.close();
        cache.close();
        dirtyMemory.close();
        cacheMemory.close();
    }
}
