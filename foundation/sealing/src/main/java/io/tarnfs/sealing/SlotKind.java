// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

/// What opens a key slot. Numbers are part of the format and never change.
public enum SlotKind {
    /// Something that a person remembers, stretched by Argon2id.
    PASSPHRASE(1, "passphrase"),
    /// 256 random bits, which need no stretching.
    KEY_FILE(2, "key file");

    private final int number;
    private final String label;

    SlotKind(int number, String label) {
        this.number = number;
        this.label = label;
    }

    /// Returns the number in the format.
    public int number() {
        return number;
    }

    /// Returns the name that users read.
    public String label() {
        return label;
    }

    static SlotKind numbered(int number, String subject) throws UnsupportedFormatException {
        for (SlotKind kind : values()) {
            if (kind.number == number) {
                return kind;
            }
        }
        throw new UnsupportedFormatException(subject, "kind number=" + number);
    }
}
