// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;

/// A passphrase, as UTF-8 in Unicode form NFC, so that it is the same from every keyboard.
public final class Passphrase implements UnlockSecret {
    /// Longer than anybody types, short enough to be a mistake when a whole file is given by accident.
    public static final int BYTES_MAX = 1_024;

    private final byte[] secret;

    private Passphrase(byte[] secret) {
        this.secret = secret;
    }

    /// Takes a passphrase of at least one character; `characters` is copied and stays the caller's to
    /// wipe.
    ///
    /// @throws IllegalArgumentException if it is empty or too long
    public static Passphrase of(char[] characters) {
        String normal = Normalizer.normalize(CharBuffer.wrap(characters), Normalizer.Form.NFC);
        byte[] secret = normal.getBytes(StandardCharsets.UTF_8);
        if (secret.length < 1 || secret.length > BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a passphrase has 1 to " + BYTES_MAX + " bytes of UTF-8: bytes=" + secret.length);
        }
        return new Passphrase(secret);
    }

    @Override
    public SlotKind kind() {
        return SlotKind.PASSPHRASE;
    }

    /// Wipes it.
    @Override
    public void close() {
        Arrays.fill(secret, (byte) 0);
    }

    @Override
    public String toString() {
        return "Passphrase[hidden]";
    }

    /// Not a copy; not to be changed.
    byte[] secret() {
        return secret;
    }
}
