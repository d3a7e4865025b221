// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

/// What a user has to open a volume with. Wiped when closed, never printed.
public sealed interface UnlockSecret extends AutoCloseable permits Passphrase, KeyFile {
    /// Which slots it can open.
    SlotKind kind();

    @Override
    void close();
}
