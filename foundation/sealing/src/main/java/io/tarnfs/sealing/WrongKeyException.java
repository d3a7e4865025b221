// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import org.jspecify.annotations.Nullable;

/// The passphrase, key file or set of volume keys at hand does not open this.
public final class WrongKeyException extends SealingException {
    private static final long serialVersionUID = 1L;

    WrongKeyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
