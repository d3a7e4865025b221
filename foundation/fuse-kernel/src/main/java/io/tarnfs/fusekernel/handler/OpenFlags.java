// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.handler;

import io.tarnfs.linux.calls.OpenBits;

/// The flags of an open(2) as the kernel passes them on.
///
/// O_CREAT, O_EXCL, O_NOCTTY and O_NOFOLLOW have been dealt with by the kernel, except that CREATE keeps the first
/// two.
///
/// @param bits the O_* bits of this machine's architecture
/// @param clearSuidSgid with O_TRUNC: the set-user-id bit, and set-group-id where group execution is allowed, are
///     to
///     be cleared with the truncation
public record OpenFlags(int bits, boolean clearSuidSgid) {
    /// Tells whether the file may be read through this handle.
    public boolean reads() {
        return (bits & OpenBits.ACCESS_MODE) != OpenBits.WRITE_ONLY;
    }

    /// Tells whether the file may be written through this handle.
    public boolean writes() {
        return (bits & OpenBits.ACCESS_MODE) != OpenBits.READ_ONLY;
    }

    /// O_TRUNC: the file is to be cut to size 0 by this very call.
    public boolean truncates() {
        return (bits & OpenBits.TRUNCATE) != 0;
    }

    /// O_APPEND: each write goes to the end of the file.
    public boolean appends() {
        return (bits & OpenBits.APPEND) != 0;
    }

    /// O_EXCL: a CREATE of a name that exists fails with EEXIST.
    public boolean exclusive() {
        return (bits & OpenBits.EXCLUSIVE) != 0;
    }

    /// O_SYNC: data and attributes are durable when a write returns.
    public boolean sync() {
        return (bits & OpenBits.SYNC) == OpenBits.SYNC;
    }

    /// O_DSYNC or O_SYNC: data is durable when a write returns.
    public boolean dataSync() {
        return (bits & OpenBits.DATA_SYNC) != 0;
    }

    /// O_DIRECT: the page cache is to be passed by.
    public boolean direct() {
        return (bits & OpenBits.DIRECT) != 0;
    }
}
