// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.session;

import io.tarnfs.fusekernel.protocol.Opcode;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// Counts what a session does; all methods from any thread.
final class Tally {
    private final Map<Opcode, LongAdder> requests = new EnumMap<>(Opcode.class);
    final LongAdder hops = new LongAdder();
    final LongAdder resent = new LongAdder();
    final LongAdder interrupts = new LongAdder();
    final LongAdder unknown = new LongAdder();
    final LongAdder malformed = new LongAdder();
    final LongAdder defects = new LongAdder();
    final LongAdder unwanted = new LongAdder();

    Tally() {
        for (Opcode opcode : Opcode.values()) {
            requests.put(opcode, new LongAdder());
        }
    }

    void request(Opcode opcode) {
        LongAdder counter = requests.get(opcode);
        if (counter != null) {
            counter.increment();
        }
    }

    SessionCounters snapshot(long overflows) {
        Map<Opcode, Long> counts = new EnumMap<>(Opcode.class);
        requests.forEach((opcode, counter) -> counts.put(opcode, counter.sum()));
        return new SessionCounters(
                counts,
                new SessionCounters.Reading(hops.sum(), resent.sum(), interrupts.sum(), overflows),
                new SessionCounters.Trouble(unknown.sum(), malformed.sum(), defects.sum(), unwanted.sum()));
    }
}
