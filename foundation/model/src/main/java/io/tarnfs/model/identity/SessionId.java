// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.model.identity;

/// Names one session, which is a mounted client; never reused.
///
/// @param value 1 or more; 0 is [#OPERATOR]
public record SessionId(long value) implements Comparable<SessionId> {
    public SessionId {
        if (value < 0) {
            throw new IllegalArgumentException("a session id is not negative: value=" + value);
        }
    }

    /// The service's own commands and those of an operator, which belong to no mount.
    public static final SessionId OPERATOR = new SessionId(0);

    @Override
    public int compareTo(SessionId other) {
        return Long.compare(value, other.value);
    }
}
