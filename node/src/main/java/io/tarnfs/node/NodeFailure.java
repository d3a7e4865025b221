// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node;

import org.jspecify.annotations.Nullable;

/// A refusal that ends at a person: one sentence of what, why and what to do, and the exit code that goes
/// with it.
public final class NodeFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final ExitCode code;

    /// @param code     how the command ends
    /// @param sentence what failed, why, and what to do; holds no secret
    public NodeFailure(ExitCode code, String sentence) {
        this(code, sentence, null);
    }

    /// @param cause for the log; the sentence stands without it
    public NodeFailure(ExitCode code, String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.code = code;
    }

    /// Returns how the command ends.
    public ExitCode code() {
        return code;
    }

    /// Returns what people are told.
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
