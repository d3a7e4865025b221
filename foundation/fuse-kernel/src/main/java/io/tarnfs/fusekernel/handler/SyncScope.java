// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.handler;

/// How much an FSYNC or FSYNCDIR asks for.
public enum SyncScope {
    /// Data, and the attributes needed to read it again (fdatasync(2)).
    DATA,
    /// Data and all attributes (fsync(2)).
    ALL
}
