// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Sealed bytes that cannot be opened; says which and why, never with secrets or content.
public abstract sealed class SealingException extends IOException
        permits CodecUnavailableException, CorruptObjectException, UnsupportedFormatException, WrongKeyException {
    private static final long serialVersionUID = 1L;

    SealingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
