// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.blockcache;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One load of one frame, and those who wait for it.
///
/// Locks: `lock` guards all fields; held for a few instructions, and nothing else is locked under it.
final class Flight {
    /// How a flight ended for one who waited.
    sealed interface Landing {
        /// Well; the buffer carries a reference for the one who waited.
        record Loaded(FrameBuffer buffer) implements Landing {}

        /// The load failed.
        record Failed(Throwable failure) implements Landing {}

        /// It was given up for a reason that is none of the one who waited: it asks again.
        record GivenUp() implements Landing {}
    }

    private static final Landing.GivenUp GIVEN_UP = new Landing.GivenUp();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition landed = lock.newCondition();

    @GuardedBy("lock")
    private @Nullable Landing landing;

    @GuardedBy("lock")
    private int waiting;

    /// Joins those who wait; each who joined must [#await()] or [#leave()].
    ///
    /// @return false if it is over already
    boolean join() {
        lock.lock();
        try {
            if (landing != null) {
                return false;
            }
            waiting++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Waits for the end; when interrupted the caller has not left yet.
    Landing await() throws InterruptedException {
        lock.lock();
        try {
            while (landing == null) {
                landed.await();
            }
            waiting--;
            return landing;
        } finally {
            lock.unlock();
        }
    }

    /// Goes without waiting; a reference that was meant for the leaver is dropped.
    void leave() {
        Landing left;
        lock.lock();
        try {
            waiting--;
            left = landing;
        } finally {
            lock.unlock();
        }
        if (left instanceof Landing.Loaded(FrameBuffer buffer)) {
            buffer.dropReference();
        }
    }

    /// Ends well: each who waits gets a reference. The caller holds one of its own.
    void loaded(FrameBuffer buffer) {
        lock.lock();
        try {
            buffer.addReferences(waiting);
            land(new Landing.Loaded(buffer));
        } finally {
            lock.unlock();
        }
    }

    void failed(Throwable failure) {
        lock.lock();
        try {
            land(new Landing.Failed(failure));
        } finally {
            lock.unlock();
        }
    }

    void givenUp() {
        lock.lock();
        try {
            land(GIVEN_UP);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void land(Landing end) {
        if (landing != null) {
            throw new IllegalStateException("a load ended twice: " + landing + " then " + end);
        }
        landing = end;
        landed.signalAll();
    }
}
