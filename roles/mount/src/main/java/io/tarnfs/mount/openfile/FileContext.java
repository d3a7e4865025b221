// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.openfile;

import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.metrics.Metrics;
import io.tarnfs.model.time.TimeSource;
import io.tarnfs.mount.session.MountSession;
import java.lang.System.Logger.Level;

/// What all open files of a mount share.
///
/// @param session who lists their extents
/// @param arena   memory for dirty bytes
/// @param writer  where flushed bytes go
/// @param time    clocks
/// @param metrics where failures are counted
public record FileContext(
        MountSession session, DirtyArena arena, ContentWriter writer, TimeSource time, Metrics metrics) {
    private static final System.Logger LOG = System.getLogger(FileContext.class.getName());

    int blockSizeBytes() {
        return session.volume().settings().blockSizeBytes();
    }

    void flushFailed(InodeId inode, Exception cause) {
        metrics.counter("tarn_mount_flush_failures_total", "Flushes of dirty data that failed and will be tried again")
                .increment();
        LOG.log(Level.WARNING, "dirty data could not be flushed: inode=" + inode.value(), cause);
    }

    void discarded(InodeId inode, long bytes) {
        metrics.counter(
                        "tarn_mount_discarded_bytes_total",
                        "Dirty bytes given up after close(2) had told the application that they could not be stored")
                .add(bytes);
        LOG.log(
                Level.ERROR,
                "dirty data was given up after its last close failed: inode=" + inode.value() + " bytes=" + bytes);
    }
}
