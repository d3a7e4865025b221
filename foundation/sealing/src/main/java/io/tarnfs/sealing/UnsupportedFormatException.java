// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

/// Sealed bytes are whole but of a newer version, or use a codec or cipher that this build does not
/// have.
public final class UnsupportedFormatException extends SealingException {
    private static final long serialVersionUID = 1L;

    UnsupportedFormatException(String subject, String what) {
        super(subject + " cannot be read by this version of TarnFS: " + what, null);
    }
}
