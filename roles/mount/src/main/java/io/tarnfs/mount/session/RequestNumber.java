// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.session;

import io.tarnfs.model.namespace.Caller;

/// One request of the kernel, as the source of the keys of its commands: one request may take several
/// commands, which differ in their step. Used by one thread at a time.
public final class RequestNumber {
    private final long unique;
    private final Caller caller;
    private int steps;
    private boolean overtaken;

    /// @param unique the kernel's number of the request without its resend bit
    /// @param caller who asked
    public RequestNumber(long unique, Caller caller) {
        this.unique = unique;
        this.caller = caller;
    }

    /// Returns the kernel's number.
    public long unique() {
        return unique;
    }

    /// Returns who asked.
    public Caller caller() {
        return caller;
    }

    boolean isFirstStep() {
        return steps == 0;
    }

    int nextStep() {
        return steps++;
    }

    /// Tells whether the number came too late to be used for commands.
    boolean isOvertaken() {
        return overtaken;
    }

    void overtaken(boolean tooLate) {
        overtaken = tooLate;
    }
}
