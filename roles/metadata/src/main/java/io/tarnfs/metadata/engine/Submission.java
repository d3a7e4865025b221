// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

import io.tarnfs.model.namespace.Command;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.model.namespace.Result;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A command on its way through the pipeline, and whoever waits for it.
final class Submission {
    private final Command<?> command;
    private final ByteBuffer entry;
    private final @Nullable Thread waiter;
    private volatile @Nullable Outcome<? extends Result> outcome;

    /// Makes a submission.
    ///
    /// @param entry  the command's log entry, its stamp still blank
    /// @param waiter who will call [#await], or null if nobody does
    Submission(Command<?> command, ByteBuffer entry, @Nullable Thread waiter) {
        this.command = command;
        this.entry = entry;
        this.waiter = waiter;
    }

    Command<?> command() {
        return command;
    }

    ByteBuffer entry() {
        return entry;
    }

    /// Answers, once; later answers are dropped.
    void complete(Outcome<? extends Result> answer) {
        if (outcome == null) {
            outcome = answer;
            LockSupport.unpark(waiter);
        }
    }

    /// Waits for the answer. An interrupt is kept for the caller: the command is on its way and its outcome
    /// counts.
    Outcome<? extends Result> await() {
        boolean interrupted = false;
        Outcome<? extends Result> answer = outcome;
        while (answer == null) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
            answer = outcome;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return answer;
    }
}
