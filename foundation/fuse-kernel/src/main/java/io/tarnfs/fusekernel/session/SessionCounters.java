// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.session;

import io.tarnfs.fusekernel.protocol.Opcode;
import java.util.Map;

/// What a session has done so far; a copy.
///
/// @param requests requests read, by what they ask for; those that this engine does not speak are not in it
/// @param readingThread how the threads that read requests fared
/// @param trouble what went wrong
public record SessionCounters(Map<Opcode, Long> requests, Reading readingThread, Trouble trouble) {
    /// Takes a copy of the map.
    public SessionCounters {
        requests = Map.copyOf(requests);
    }

    /// How the threads that read requests fared.
    ///
    /// @param hops requests that moved to a virtual thread, because the answer had to wait
    /// @param resent requests that the kernel delivered a second time
    /// @param interrupts requests whose caller gave up while they waited
    /// @param overflows buffers made beyond the pool's limit for the reader that must not wait
    public record Reading(long hops, long resent, long interrupts, long overflows) {}

    /// What went wrong.
    ///
    /// @param unknown requests that this engine does not speak, answered by ENOSYS
    /// @param malformed requests that were none
    /// @param defects exceptions that a handler let out, answered by EIO
    /// @param unwanted replies that the kernel did not wait for any more
    public record Trouble(long unknown, long malformed, long defects, long unwanted) {}

    /// Returns how many requests of a kind were read.
    public long of(Opcode opcode) {
        return requests.getOrDefault(opcode, 0L);
    }
}
