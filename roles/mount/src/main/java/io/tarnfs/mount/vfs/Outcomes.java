// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.vfs;

import io.tarnfs.model.identity.Sequence;
import io.tarnfs.model.namespace.FsError;
import io.tarnfs.model.namespace.Outcome;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Passing outcomes on.
final class Outcomes {
    private Outcomes() {}

    /// Returns the outcome with what `change` makes of a success.
    static <A, B> Outcome<B> map(Outcome<A> outcome, Function<A, B> change) {
        return switch (outcome) {
            case Outcome.Success<A>(A value, Sequence at) -> new Outcome.Success<>(change.apply(value), at);
            case Outcome.Failure<A>(FsError error, String detail) -> new Outcome.Failure<>(error, detail);
            case Outcome.WouldWait<A>() -> new Outcome.WouldWait<>();
        };
    }

    /// Returns what a success brought, else null.
    static <A> @Nullable A valueOrNull(Outcome<A> outcome) {
        return outcome instanceof Outcome.Success<A>(A value, var _) ? value : null;
    }

    /// Returns the outcome as one of another type; it must not be a success.
    static <A, B> Outcome<B> failed(Outcome<A> outcome) {
        return map(outcome, value -> {
            throw new IllegalStateException("a success was passed on as a failure");
        });
    }

    /// Returns a success that was decided here, without the service.
    static <A> Outcome<A> done(A value) {
        return new Outcome.Success<>(value, Sequence.NONE);
    }
}
