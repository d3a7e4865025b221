// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.process;

import java.nio.file.Path;

/// Where the secret comes from that opens a volume's key.
public sealed interface KeySource {
    /// The volume is not encrypted.
    record None() implements KeySource {
        @Override
        public String toString() {
            return "none";
        }
    }

    /// A file of 256 random bits.
    ///
    /// @param file its absolute path
    record KeyFile(Path file) implements KeySource {
        @Override
        public String toString() {
            return "key file " + file;
        }
    }

    /// A file that holds a passphrase; one newline at its end does not count.
    ///
    /// @param file its absolute path
    record PassphraseFile(Path file) implements KeySource {
        @Override
        public String toString() {
            return "passphrase file " + file;
        }
    }

    /// A passphrase that a person typed; it is kept nowhere, so such a mount waits for a person at a restart.
    ///
    /// @param passphrase what was typed, never printed
    record Typed(String passphrase) implements KeySource {
        @Override
        public String toString() {
            return "typed passphrase";
        }
    }
}
