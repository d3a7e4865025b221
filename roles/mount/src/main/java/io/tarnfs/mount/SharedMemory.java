// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount;

import io.tarnfs.blockcache.BlockCache;
import io.tarnfs.linux.errno.SyscallException;
import io.tarnfs.linux.memory.HugePageArena;
import io.tarnfs.linux.memory.MappedMemfd;
import io.tarnfs.mount.content.StorePool;
import io.tarnfs.mount.openfile.DirtyArena;
import java.lang.System.Logger.Level;

/// What the mounts of one node share: the memory cache, the memory for dirty bytes, the store threads.
///
/// The dirty arena is a memfd on small pages, so that another process that holds the descriptor can save its
/// bytes; the cache lies on huge pages, which halve the time of large reads.
final class SharedMemory implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SharedMemory.class.getName());

    /// Frames that may be lent out beyond the region when all of it is held: a few of the largest reads.
    private static final int SLACK_FRAMES = 64;

    private final HugePageArena cacheMemory;
    private final MappedMemfd dirtyMemory;
    private final BlockCache cache;
    private final DirtyArena dirty;
    private final StorePool readPool;
    private final StorePool writePool;

    SharedMemory(MountSettings settings) throws SyscallException {
        cacheMemory = HugePageArena.onHugePages(settings.memoryCacheBytes());
        dirtyMemory = MappedMemfd.create("tarn-dirty", settings.dirtyBytes());
        cache = new BlockCache(cacheMemory.segment(), SLACK_FRAMES);
        dirty = new DirtyArena(dirtyMemory.segment());
        readPool = new StorePool("tarn-read-", settings.storeThreads());
        writePool = new StorePool("tarn-write-", settings.storeThreads());
    }

    BlockCache cache() {
        return cache;
    }

    DirtyArena dirty() {
        return dirty;
    }

    StorePool readPool() {
        return readPool;
    }

    /// Apart from that of reads, so that a reader never queues behind a long upload.
    StorePool writePool() {
        return writePool;
    }

    @Override
    public void close() {
        writePool.close();
        readPool.close();
        cache.close();
        dirtyMemory.close();
        if (cache.measures().heldFrames() == 0) {
            cacheMemory.close();
        } else {
            // A reply that a session gave up on may still read them: the memory goes with the process.
            LOG.log(
                    Level.WARNING,
                    "frames are still held, their memory stays mapped: frames="
                            + cache.measures().heldFrames());
        }
    }
}
