// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.handler;

/// Reply to OPEN and OPENDIR, and part of the reply to CREATE. All switches start as off.
public interface OpenReply {
    /// Sets the number that later calls on this open file carry; opaque to the engine.
    OpenReply handle(long handle);

    /// FOPEN_KEEP_CACHE: the pages that the kernel has of this file are still good.
    OpenReply keepCache();

    /// FOPEN_DIRECT_IO: reads and writes through this handle pass the page cache by.
    OpenReply directIo();

    /// FOPEN_CACHE_DIR: the kernel may keep the listing (OPENDIR only).
    OpenReply cacheDirectory();

    /// FOPEN_NOFLUSH: no FLUSH is wanted when a descriptor of this handle is closed.
    OpenReply noFlush();

    /// FOPEN_PARALLEL_DIRECT_WRITES: direct writes to one inode need not wait for each other.
    OpenReply parallelDirectWrites();
}
