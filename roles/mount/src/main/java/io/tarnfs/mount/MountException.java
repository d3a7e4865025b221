// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount;

import org.jspecify.annotations.Nullable;

/// A volume could not be mounted; nothing is left half mounted.
public final class MountException extends Exception {
    private static final long serialVersionUID = 1;

    /// What stood in the way.
    public enum Reason {
        /// The volume has a mount already; the message names it.
        VOLUME_BUSY,
        /// The kernel or its device refused.
        KERNEL,
        /// The settings of the volume name a codec or cipher that this build does not know.
        UNKNOWN_FORMAT,
        /// The metadata service refused.
        METADATA
    }

    /// What stood in the way.
    private final Reason reason;

    MountException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /// Returns what stood in the way.
    public Reason reason() {
        return reason;
    }
}
