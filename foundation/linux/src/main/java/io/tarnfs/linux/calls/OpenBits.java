// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.linux.calls;

/// The O_* bits of open(2) on this machine's architecture, as they stand in system calls and FUSE requests.
public final class OpenBits {
    /// Mask of the access mode; its values are [#READ_ONLY], [#WRITE_ONLY] and [#READ_WRITE].
    public static final int ACCESS_MODE = 03;

    /// Access mode O_RDONLY.
    public static final int READ_ONLY = 0;

    /// Access mode O_WRONLY.
    public static final int WRITE_ONLY = 01;

    /// Access mode O_RDWR.
    public static final int READ_WRITE = 02;

    /// O_CREAT.
    public static final int CREATE = 0100;

    /// O_EXCL.
    public static final int EXCLUSIVE = 0200;

    /// O_TRUNC.
    public static final int TRUNCATE = 01000;

    /// O_APPEND.
    public static final int APPEND = 02000;

    /// O_NONBLOCK.
    public static final int NON_BLOCKING = 04000;

    /// O_DSYNC.
    public static final int DATA_SYNC = 010000;

    /// O_SYNC; contains the bit of [#DATA_SYNC], so test for all of it.
    public static final int SYNC = 04010000;

    /// O_CLOEXEC.
    public static final int CLOSE_ON_EXEC = 02000000;

    /// O_DIRECT; differs between architectures.
    public static final int DIRECT = Platform.current().openDirect();

    /// O_DIRECTORY; differs between architectures.
    public static final int DIRECTORY = Platform.current().openDirectory();

    /// O_NOFOLLOW; differs between architectures.
    public static final int NO_FOLLOW = Platform.current().openNoFollow();

    private OpenBits() {}
}
