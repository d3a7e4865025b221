// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.tarnfs.fusekernel.protocol.Exchange;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The buffers of a session: bounded, made when first needed, used again last in first out.
///
/// When all are in use, whoever wants one waits: requests then stay in the kernel's queue, and those who make them
/// wait there. One reader must never wait, or a request that everything else waits for might stay unread; it gets
/// buffers beyond the limit, which are thrown away afterwards, up to a second limit.
///
/// One lock guards everything; nothing is called under it but the making and closing of buffers.
final class ExchangePool {
    private static final Logger LOG = System.getLogger(ExchangePool.class.getName());

    /// Requests without file data that may wait at a time. 80 KiB of address space each, about 8 KiB of it touched.
    static final int SMALL_MAX = 512;

    /// Requests with up to 1 MiB of data, besides those being read; 2 MiB each.
    static final int LARGE_SPARE_MAX = 16;

    /// Buffers beyond those limits. Each belongs to a thread that waits in a system call, and a host on which as
    /// many wait for one file system has other worries.
    static final int OVERFLOW_MAX = 4096;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition returned = lock.newCondition();

    @GuardedBy("lock")
    private final Shelf small = new Shelf(Exchange::small, SMALL_MAX);

    @GuardedBy("lock")
    private final Shelf large;

    @GuardedBy("lock")
    private int overflowing;

    @GuardedBy("lock")
    private long overflows;

    @GuardedBy("lock")
    private int lent;

    @GuardedBy("lock")
    private boolean stopped;

    @GuardedBy("lock")
    private boolean closed;

    @GuardedBy("lock")
    private @Nullable Runnable afterLast;

    /// The buffers of one size.
    private static final class Shelf {
        private final Supplier<Exchange> maker;
        private final int limit;
        private final Deque<Exchange> free = new ArrayDeque<>();
        private int made;

        Shelf(Supplier<Exchange> maker, int limit) {
            this.maker = maker;
            this.limit = limit;
        }
    }

    /// @param readers threads that hold a large buffer all the time
    ExchangePool(int readers) {
        this.large = new Shelf(Exchange::large, readers + LARGE_SPARE_MAX);
    }

    /// Lends a small buffer, waiting for one if need be.
    ///
    /// @param overflow whether one beyond the limit may be made instead of waiting
    /// @return null if the pool lends no more
    @Nullable
    Exchange takeSmall(boolean overflow) {
        lock.lock();
        try {
            return take(small, overflow);
        } finally {
            lock.unlock();
        }
    }

    /// Lends a large buffer, like [#takeSmall].
    @Nullable
    Exchange takeLarge(boolean overflow) {
        lock.lock();
        try {
            return take(large, overflow);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private @Nullable Exchange take(Shelf shelf, boolean overflow) {
        while (!stopped) {
            Exchange found = shelf.free.pollLast();
            if (found == null && shelf.made < shelf.limit) {
                found = make(shelf);
            } else if (found == null && overflow && overflowing < OVERFLOW_MAX) {
                found = make(shelf);
                overflowing += found == null ? 0 : 1;
                overflows += found == null ? 0 : 1;
            }
            if (found != null) {
                lent++;
                return found;
            }
            returned.awaitUninterruptibly();
        }
        return null;
    }

    /// Makes a buffer; null if there is no memory for it and it is worth waiting for one that is lent.
    @GuardedBy("lock")
    private @Nullable Exchange make(Shelf shelf) {
        try {
            Exchange made = shelf.maker.get();
            shelf.made++;
            return made;
        } catch (OutOfMemoryError e) {
            if (lent == 0) {
                throw e;
            }
            LOG.log(Level.WARNING, "no memory for one more buffer: waiting for one of " + lent + " in use", e);
            return null;
        }
    }

    /// Takes a buffer back.
    void give(Exchange exchange) {
        Runnable last = null;
        lock.lock();
        try {
            Shelf shelf = exchange.isLarge() ? large : small;
            lent--;
            if (closed) {
                exchange.close();
            } else if (shelf.made > shelf.limit) {
                shelf.made--;
                overflowing--;
                exchange.close();
            } else {
                shelf.free.addLast(exchange);
            }
            returned.signalAll();
            if (closed && lent == 0) {
                last = afterLast;
                afterLast = null;
            }
        } finally {
            lock.unlock();
        }
        if (last != null) {
            last.run();
        }
    }

    /// Waits until every buffer is back.
    ///
    /// @return false if the time passed before
    boolean awaitIdle(Duration time) {
        long left = time.toNanos();
        lock.lock();
        try {
            while (lent > 0 && left > 0) {
                left = returned.awaitNanos(left);
            }
            return lent == 0;
        } catch (InterruptedException e) {
            // Readers and closers are threads of the session, which nobody interrupts; give up waiting, not the
            // state.
            Thread.currentThread().interrupt();
            return lent == 0;
        } finally {
            lock.unlock();
        }
    }

    /// Lends nothing any more: whoever waits for a buffer, or asks for one later, gets null.
    void stopLending() {
        lock.lock();
        try {
            stopped = true;
            returned.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Lends nothing any more and frees what is back; the rest is freed as it comes back.
    ///
    /// @param whenAllAreBack called once, on this thread or on the one that gives the last buffer back
    void close(Runnable whenAllAreBack) {
        boolean idle;
        lock.lock();
        try {
            stopped = true;
            closed = true;
            small.free.forEach(Exchange::close);
            small.free.clear();
            large.free.forEach(Exchange::close);
            large.free.clear();
            idle = lent == 0;
            if (!idle) {
                afterLast = whenAllAreBack;
            }
            returned.signalAll();
        } finally {
            lock.unlock();
        }
        if (idle) {
            whenAllAreBack.run();
        }
    }

    /// Buffers made beyond the limits so far.
    long overflows() {
        lock.lock();
        try {
            return overflows;
        } finally {
            lock.unlock();
        }
    }
}
