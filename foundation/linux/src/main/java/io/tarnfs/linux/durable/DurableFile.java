// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.linux.durable;

import java.io.IOException;
import java.nio.ByteBuffer;

/// A file whose bytes become durable only by [#sync()].
///
/// Positions and sizes are in bytes. All methods may be called from any thread; two writes to overlapping
/// ranges at the same time leave either. An `IOException` of [#sync()] means that bytes written before may
/// be lost although a later `sync` succeeds: the caller must give the file up, never retry.
public interface DurableFile extends AutoCloseable {
    /// Reads into `target` from `position` until the buffer is full or the file ends.
    ///
    /// @return the number of bytes read, fewer than asked for only at the end of the file; 0 at or behind
    ///     the end
    int read(ByteBuffer target, long position) throws IOException;

    /// Writes all of `source` at `position`, growing the file where needed; a gap reads as zeros.
    void write(ByteBuffer source, long position) throws IOException;

    /// Makes the bytes and the size durable (fdatasync(2)); the file's name needs [DurableFolder#sync()]
    /// too.
    void sync() throws IOException;

    /// Cuts the file to `size` bytes; no effect if it is not longer.
    void truncate(long size) throws IOException;

    /// Returns the size in bytes.
    long size() throws IOException;

    /// Closes the file without making anything durable; a second call has no effect.
    @Override
    void close() throws IOException;
}
