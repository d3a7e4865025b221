// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.process;

/// What people are told of a mount.
///
/// @param order  what was asked for
/// @param state  how it stands
/// @param detail why it is not mounted; empty if it is
public record MountView(MountOrder order, State state, String detail) {
    /// How a mount stands.
    public enum State {
        /// Served.
        MOUNTED,
        /// It was mounted before this start and could not be brought back.
        FAILED,
        /// It was mounted before this start with a passphrase that was typed; a person must mount it again.
        WAITING
    }
}
