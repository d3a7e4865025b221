// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import java.util.Optional;

/// How the frames of an object are encrypted. Numbers are part of the format and never change.
public enum FrameCipher {
    /// Not at all; the CRC32C of each frame is the only check.
    NONE(0, "none", 0),
    /// AES-256-GCM with a key for each object; the 16 byte tag follows the bytes.
    AES_256_GCM(1, "aes-256-gcm", 16);

    private final int number;
    private final String label;
    private final int tagBytes;

    FrameCipher(int number, String label, int tagBytes) {
        this.number = number;
        this.label = label;
        this.tagBytes = tagBytes;
    }

    /// Returns the number in the format.
    public int number() {
        return number;
    }

    /// Returns the name that users write.
    public String label() {
        return label;
    }

    /// Returns the cipher that users call so, if there is one.
    public static Optional<FrameCipher> labelled(String label) {
        for (FrameCipher cipher : values()) {
            if (cipher.label.equals(label)) {
                return Optional.of(cipher);
            }
        }
        return Optional.empty();
    }

    /// Returns by how many bytes a sealed frame is longer than what was sealed.
    int tagBytes() {
        return tagBytes;
    }

    static FrameCipher numbered(int number, String subject) throws UnsupportedFormatException {
        for (FrameCipher cipher : values()) {
            if (cipher.number == number) {
                return cipher;
            }
        }
        throw new UnsupportedFormatException(subject, "cipher number=" + number);
    }
}
