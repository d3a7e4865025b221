// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.objectstore;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Trouble with the store, outside of this process; says what was tried, where, and of which [Kind] the
/// trouble is.
///
/// An object that is not there is an answer of the call, not this exception.
public final class StoreException extends IOException {
    private static final long serialVersionUID = 1L;

    /// What a caller can do about it.
    public enum Kind {
        /// Passing trouble (a reset connection, a 500): the same call may be repeated. A put may have
        /// been applied.
        RETRY,
        /// The store asks for fewer requests (429, 503): the same call may be repeated after a wait.
        THROTTLED,
        /// The store cannot be reached or failed for good; repeating was tried or does not help.
        UNAVAILABLE,
        /// The credentials or the grant do not allow it.
        DENIED,
        /// What the call works in (the bucket, the directory) is not there any more.
        GONE,
        /// No space or quota is left.
        FULL,
        /// The store itself says that stored bytes are damaged, or answered against its own contract.
        CORRUPT
    }

    /// What to do about it.
    private final Kind kind;

    /// What it is about: a key, or the store itself.
    private final String location;

    /// Makes one.
    ///
    /// @param tried    what was tried, for example `put`
    /// @param location the key, or the name of the store where no key is involved
    /// @param detail   what happened, as `name=value` where there are values; no secrets
    public StoreException(Kind kind, String tried, String location, String detail, @Nullable Throwable cause) {
        super(tried + " failed: location=" + location + " kind=" + kind + " " + detail, cause);
        this.kind = kind;
        this.location = location;
    }

    /// Returns what a caller can do about it.
    public Kind kind() {
        return kind;
    }

    /// Returns the key, or the name of the store where no key is involved.
    public String location() {
        return location;
    }
}
