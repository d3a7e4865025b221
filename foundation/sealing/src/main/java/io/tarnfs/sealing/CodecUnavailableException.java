// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

/// The native library of a codec could not be loaded on this machine. Its message is for the user: what
/// does not work, why, and what to set. No bytes are damaged; it stays so until the JVM is started anew.
public final class CodecUnavailableException extends SealingException {
    private static final long serialVersionUID = 1L;

    CodecUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
