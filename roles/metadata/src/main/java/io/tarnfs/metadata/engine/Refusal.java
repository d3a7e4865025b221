// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

import io.tarnfs.model.namespace.FsError;

/// A command or query is refused. Thrown before anything is changed; never leaves this room.
///
/// It has no stack trace: a refusal is an everyday answer, and the exception only spares every step in
/// between from passing it on.
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final FsError error;

    Refusal(FsError error) {
        this(error, "");
    }

    Refusal(FsError error, String detail) {
        super(detail, null, false, false);
        this.error = error;
    }

    FsError error() {
        return error;
    }

    String detail() {
        return String.valueOf(getMessage());
    }

    /// Refuses with `error` unless `holds`.
    static void unless(boolean holds, FsError error) {
        if (!holds) {
            throw new Refusal(error);
        }
    }

    /// Refuses with `error` and `detail` unless `holds`.
    static void unless(boolean holds, FsError error, String detail) {
        if (!holds) {
            throw new Refusal(error, detail);
        }
    }
}
