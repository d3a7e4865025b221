// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.blockcache;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Guesses what one open file will be asked for next.
///
/// Reads that go on where the last ones ended are *sequential*; the kernel sends some of its own
/// read-ahead out of order, so "where they ended" is taken with [#TOLERANCE_BYTES] of slack to both
/// sides. A file read from its beginning counts as sequential from the first read on. Sequential reads
/// open a window that doubles each time the reader has come half through it, from `firstBytes` to
/// `maxBytes`. A read elsewhere closes the window: a random reader fetches nothing ahead, and pays one
/// read to become sequential again.
///
/// Locks: `lock` guards all fields; held for a few instructions. Any thread may call; never waits
/// otherwise.
public final class ReadAhead {
    /// The kernel's own read-ahead is at most 1 MiB and its requests of one window arrive in any order.
    public static final long TOLERANCE_BYTES = 1L << 20;

    /// Four frames: a reader that stops after the first few bytes has cost little.
    public static final long FIRST_BYTES_DEFAULT = 512L << 10;

    /// Four of the default blocks: at 100 ms to the store, 16 MiB in flight carry 160 MB/s.
    public static final long MAX_BYTES_DEFAULT = 16L << 20;

    private final long firstBytes;
    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private long sequentialEnd;

    @GuardedBy("lock")
    private long fetchedEnd;

    @GuardedBy("lock")
    private long windowBytes;

    /// What to fetch now; may go behind the end of the file, which the caller knows.
    ///
    /// @param length at least 1
    public record Window(long offset, long length) {}

    /// @param firstBytes the first window
    /// @param maxBytes   no window is larger; 0 to fetch nothing ahead
    public ReadAhead(long firstBytes, long maxBytes) {
        if (firstBytes < 1 || maxBytes < 0) {
            throw new IllegalArgumentException("firstBytes=" + firstBytes + " maxBytes=" + maxBytes);
        }
        this.firstBytes = firstBytes;
        this.maxBytes = maxBytes;
    }

    /// Takes note of a read, and says what to fetch ahead because of it.
    ///
    /// @param offset in the file
    /// @param length bytes asked for
    /// @return what was not said before; empty if nothing
    public Optional<Window> read(long offset, int length) {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("offset=" + offset + " length=" + length);
        }
        lock.lock();
        try {
            long end = offset + length;
            if (!isSequential(offset)) {
                sequentialEnd = end;
                fetchedEnd = end;
                windowBytes = 0;
                return Optional.empty();
            }
            sequentialEnd = Math.max(sequentialEnd, end);
            fetchedEnd = Math.max(fetchedEnd, sequentialEnd);
            return advance();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private boolean isSequential(long offset) {
        return Math.abs(offset - sequentialEnd) <= TOLERANCE_BYTES;
    }

    @GuardedBy("lock")
    private Optional<Window> advance() {
        boolean halfThrough = fetchedEnd - sequentialEnd <= windowBytes / 2;
        if (!halfThrough || maxBytes == 0) {
            return Optional.empty();
        }
        windowBytes = Math.min(Math.max(firstBytes, 2 * windowBytes), maxBytes);
        long from = fetchedEnd;
        fetchedEnd = sequentialEnd + windowBytes;
        return fetchedEnd > from ? Optional.of(new Window(from, fetchedEnd - from)) : Optional.empty();
    }
}
