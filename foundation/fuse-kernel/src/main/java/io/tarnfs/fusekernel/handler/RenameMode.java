// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.handler;

/// What a rename does with a name that exists already (renameat2(2)).
public enum RenameMode {
    /// Replaces it, the plain rename(2).
    REPLACE,
    /// Fails with EEXIST, RENAME_NOREPLACE.
    NO_REPLACE,
    /// Both names must exist and change places, RENAME_EXCHANGE.
    EXCHANGE
}
