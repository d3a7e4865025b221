// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.session;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// The requests that wait on a virtual thread, found by the number that an INTERRUPT names.
final class WaitingRequests {
    private final ConcurrentMap<Long, Waiting> waiting = new ConcurrentHashMap<>();

    /// One request; its monitor guards both fields. An interrupt that comes before the thread has started is kept.
    static final class Waiting {
        private @Nullable Thread thread;
        private boolean interrupted;

        /// The calling thread carries the request from now on.
        synchronized void begin() {
            thread = Thread.currentThread();
            if (interrupted) {
                thread.interrupt();
            }
        }

        synchronized void interrupt() {
            interrupted = true;
            if (thread != null) {
                thread.interrupt();
            }
        }

        /// The handler has answered: an interrupt that was not noticed is forgotten, one that comes now hits
        /// nobody.
        synchronized void end() {
            if (thread != null && thread.equals(Thread.currentThread())) {
                Thread.interrupted();
            }
            thread = null;
        }
    }

    Waiting add(long rawUnique) {
        Waiting added = new Waiting();
        waiting.put(rawUnique, added);
        return added;
    }

    void remove(long rawUnique, Waiting added) {
        added.end();
        waiting.remove(rawUnique, added);
    }

    /// Interrupts the request of that number; false if none waits here.
    boolean interrupt(long rawUnique) {
        Waiting found = waiting.get(rawUnique);
        if (found == null) {
            return false;
        }
        found.interrupt();
        return true;
    }

    void interruptAll() {
        waiting.values().forEach(Waiting::interrupt);
    }
}
