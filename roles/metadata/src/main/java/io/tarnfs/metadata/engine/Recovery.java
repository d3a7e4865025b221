// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

import io.tarnfs.metadata.checkpoint.StateStore;
import io.tarnfs.metadata.commandlog.MetadataLog;
import io.tarnfs.metadata.record.LogEntry;
import io.tarnfs.model.identity.Sequence;
import io.tarnfs.model.time.Timestamp;
import java.io.IOException;

/// Brings the state of the last checkpoint up to the end of the log.
final class Recovery {
    /// States in between are published so that a long replay does not pile up changes.
    private static final int PUBLISH_COMMANDS = 10_000;

    private final StateStore store;
    private final StateMachine machine;
    private Sequence applied;
    private Timestamp clock;

    private Recovery(StateStore store) {
        this.store = store;
        machine = new StateMachine(store);
        applied = store.checkpointed();
        clock = machine.clock();
    }

    /// A recovered state.
    ///
    /// @param machine applies what comes next
    /// @param applied the last command of the log
    /// @param clock   its time
    record Recovered(StateMachine machine, Sequence applied, Timestamp clock) {}

    /// Replays what the checkpoint does not hold.
    ///
    /// @throws IOException if the log cannot be read, or an entry cannot be applied by this build
    static Recovered run(StateStore store, MetadataLog log) throws IOException {
        Recovery recovery = new Recovery(store);
        log.recover(store.checkpointed(), (sequence, entry) -> {
            try {
                recovery.replay(sequence, LogEntry.decode(entry));
            } catch (RuntimeException e) {
                throw new IOException("replay of the log failed: sequence=" + sequence.value(), e);
            }
        });
        recovery.machine.takeExpired();
        store.publish(recovery.applied);
        return new Recovered(recovery.machine, recovery.applied, recovery.clock);
    }

    private void replay(Sequence sequence, LogEntry entry) throws IOException {
        if (sequence.value() != applied.value() + 1) {
            throw new IllegalStateException(
                    "the log has a gap: applied=" + applied.value() + " next=" + sequence.value());
        }
        machine.apply(sequence, entry);
        applied = sequence;
        clock = entry.stamp().time();
        if (sequence.value() % PUBLISH_COMMANDS == 0) {
            store.publish(sequence);
            if (store.wantsCheckpoint()) {
                machine.keepClock(clock);
                store.publish(sequence);
                store.checkpoint();
            }
        }
    }
}
