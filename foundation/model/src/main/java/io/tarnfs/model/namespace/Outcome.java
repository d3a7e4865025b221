// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.model.namespace;

import io.tarnfs.model.identity.Sequence;

/// The answer to a command or a query.
///
/// @param <T> what a success brings
public sealed interface Outcome<T> {
    /// It was done.
    ///
    /// @param value what was asked for
    /// @param at    the sequence up to which the service had applied commands when it answered; of a
    ///              command its own
    record Success<T>(T value, Sequence at) implements Outcome<T> {}

    /// It was refused and nothing was changed.
    ///
    /// @param error  why
    /// @param detail one sentence for an operator, without names of files; may be empty
    record Failure<T>(FsError error, String detail) implements Outcome<T> {}

    /// Only of [MetadataService#tryQuery]: the answer needs a wait; ask again with [MetadataService#query].
    record WouldWait<T>() implements Outcome<T> {}

    /// Returns a refusal without detail.
    static <T> Outcome<T> failure(FsError error) {
        return new Failure<>(error, "");
    }
}
