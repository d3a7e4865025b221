// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.protocol;

/// Flags of INIT (FUSE_* in the kernel's `include/uapi/linux/fuse.h`); those above bit 31 travel in a second word.
///
/// Left out on purpose: WRITEBACK_CACHE (the kernel would then ignore the handler's size and mtime), POSIX_LOCKS
/// and FLOCK_LOCKS (locks are the kernel's own), AUTO_INVAL_DATA (the handler says when cached pages are stale),
/// ATOMIC_O_TRUNC (an OPEN with O_TRUNC reaches the handler before the kernel has found out that the file is being
/// executed: open(2) with O_RDONLY|O_TRUNC would destroy it and then answer ETXTBSY; without the flag a SETATTR
/// follows the OPEN once nothing can refuse it any more).
final class InitFlags {
    /// Several READs of one file at a time.
    static final long ASYNC_READ = 1;

    /// LOOKUP of `.` and `..` works, so files can be opened by number (NFS, open_by_handle_at(2)).
    static final long EXPORT_SUPPORT = 1L << 4;

    /// WRITEs larger than a page.
    static final long BIG_WRITES = 1L << 5;

    /// The handler applies the umask, because a default ACL replaces it.
    static final long DONT_MASK = 1L << 6;

    /// READDIRPLUS is understood.
    static final long DO_READDIRPLUS = 1L << 13;

    /// The kernel chooses between READDIR and READDIRPLUS.
    static final long READDIRPLUS_AUTO = 1L << 14;

    /// Several direct requests of one call at a time, and true asynchronous ones (libaio, io_uring). Its price: a
    /// read through O_DIRECT of a file that the handler did not open for direct I/O cannot be interrupted, not
    /// even by SIGKILL, until it is answered (the kernel's fuse_direct_IO waits uninterruptibly).
    static final long ASYNC_DIO = 1L << 15;

    /// LOOKUP and READDIR of one directory at the same time.
    static final long PARALLEL_DIROPS = 1L << 18;

    /// ACLs are checked by the kernel and kept by the handler.
    static final long POSIX_ACL = 1L << 20;

    /// Reading a device whose session was aborted gives ECONNABORTED, an unmounted one ENODEV.
    static final long ABORT_ERROR = 1L << 21;

    /// The reply says how many pages a request may have.
    static final long MAX_PAGES = 1L << 22;

    /// Targets of symbolic links may be cached.
    static final long CACHE_SYMLINKS = 1L << 23;

    /// Cached pages are dropped when the handler says so, not whenever mtime moves.
    static final long EXPLICIT_INVAL_DATA = 1L << 25;

    /// The handler clears set-user-id and set-group-id bits when told to.
    static final long HANDLE_KILLPRIV_V2 = 1L << 28;

    /// SETXATTR with flags of its own.
    static final long SETXATTR_EXT = 1L << 29;

    /// The second word of flags is there.
    static final long INIT_EXT = 1L << 30;

    /// An invalidation of a name may only expire it.
    static final long HAS_EXPIRE_ONLY = 1L << 35;

    /// Shared mappings of files that are open for direct I/O.
    static final long DIRECT_IO_ALLOW_MMAP = 1L << 36;

    /// Unanswered requests can be delivered again, marked in their number.
    static final long HAS_RESEND = 1L << 39;

    /// What every session asks for.
    static final long WANTED = ASYNC_READ
            | EXPORT_SUPPORT
            | BIG_WRITES
            | DONT_MASK
            | DO_READDIRPLUS
            | READDIRPLUS_AUTO
            | ASYNC_DIO
            | PARALLEL_DIROPS
            | ABORT_ERROR
            | MAX_PAGES
            | CACHE_SYMLINKS
            | EXPLICIT_INVAL_DATA
            | HANDLE_KILLPRIV_V2
            | INIT_EXT
            | HAS_EXPIRE_ONLY
            | DIRECT_IO_ALLOW_MMAP
            | HAS_RESEND;

    /// What a session whose handler keeps ACLs asks for on top.
    static final long WANTED_FOR_ACL = POSIX_ACL | SETXATTR_EXT;

    private InitFlags() {}
}
