// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.linux.errno;

import java.util.Arrays;

/// An error number of Linux (errno(3)); the numbers are those of asm-generic/errno.h, equal on x86-64 and arm64.
public enum Errno {
    /// Operation not permitted.
    EPERM(1),
    /// No such file or directory.
    ENOENT(2),
    /// No such process.
    ESRCH(3),
    /// Interrupted system call.
    EINTR(4),
    /// Input/output error.
    EIO(5),
    /// No such device or address.
    ENXIO(6),
    /// Argument list too long.
    E2BIG(7),
    /// Exec format error.
    ENOEXEC(8),
    /// Bad file descriptor.
    EBADF(9),
    /// No child processes.
    ECHILD(10),
    /// Resource temporarily unavailable.
    EAGAIN(11),
    /// Cannot allocate memory.
    ENOMEM(12),
    /// Permission denied.
    EACCES(13),
    /// Bad address.
    EFAULT(14),
    /// Block device required.
    ENOTBLK(15),
    /// Device or resource busy.
    EBUSY(16),
    /// File exists.
    EEXIST(17),
    /// Invalid cross-device link.
    EXDEV(18),
    /// No such device.
    ENODEV(19),
    /// Not a directory.
    ENOTDIR(20),
    /// Is a directory.
    EISDIR(21),
    /// Invalid argument.
    EINVAL(22),
    /// Too many open files in system.
    ENFILE(23),
    /// Too many open files.
    EMFILE(24),
    /// Inappropriate ioctl for device.
    ENOTTY(25),
    /// Text file busy.
    ETXTBSY(26),
    /// File too large.
    EFBIG(27),
    /// No space left on device.
    ENOSPC(28),
    /// Illegal seek.
    ESPIPE(29),
    /// Read-only file system.
    EROFS(30),
    /// Too many links.
    EMLINK(31),
    /// Broken pipe.
    EPIPE(32),
    /// Argument out of domain.
    EDOM(33),
    /// Result out of range.
    ERANGE(34),
    /// Resource deadlock avoided.
    EDEADLK(35),
    /// File name too long.
    ENAMETOOLONG(36),
    /// No locks available.
    ENOLCK(37),
    /// Function not implemented.
    ENOSYS(38),
    /// Directory not empty.
    ENOTEMPTY(39),
    /// Too many levels of symbolic links.
    ELOOP(40),
    /// No data available.
    ENODATA(61),
    /// Timer expired.
    ETIME(62),
    /// Protocol error.
    EPROTO(71),
    /// Bad message.
    EBADMSG(74),
    /// Value too large for defined data type.
    EOVERFLOW(75),
    /// Invalid byte sequence.
    EILSEQ(84),
    /// Too many users.
    EUSERS(87),
    /// Socket operation on non-socket.
    ENOTSOCK(88),
    /// Message too long.
    EMSGSIZE(90),
    /// Operation not supported.
    EOPNOTSUPP(95),
    /// Address already in use.
    EADDRINUSE(98),
    /// Connection aborted.
    ECONNABORTED(103),
    /// Connection reset by peer.
    ECONNRESET(104),
    /// No buffer space available.
    ENOBUFS(105),
    /// Not connected.
    ENOTCONN(107),
    /// Connection timed out.
    ETIMEDOUT(110),
    /// Connection refused.
    ECONNREFUSED(111),
    /// No route to host.
    EHOSTUNREACH(113),
    /// Operation already in progress.
    EALREADY(114),
    /// Operation in progress.
    EINPROGRESS(115),
    /// Stale file handle.
    ESTALE(116),
    /// Remote input/output error.
    EREMOTEIO(121),
    /// Disk quota exceeded.
    EDQUOT(122),
    /// Operation canceled.
    ECANCELED(125),
    /// Required key not available.
    ENOKEY(126),
    /// Key has expired.
    EKEYEXPIRED(127),
    /// Key was rejected by service.
    EKEYREJECTED(129),
    /// Owner died.
    EOWNERDEAD(130);

    /// One above the largest number in the table: the length of the look-up table.
    private static final int NUMBER_LIMIT = 134;

    private static final Errno[] BY_NUMBER = byNumber();

    private final int number;

    Errno(int number) {
        this.number = number;
    }

    private static Errno[] byNumber() {
        Errno[] table = new Errno[NUMBER_LIMIT];
        Arrays.fill(table, EIO);
        for (Errno errno : values()) {
            table[errno.number] = errno;
        }
        return table;
    }

    /// Returns the number as the kernel knows it, positive.
    public int number() {
        return number;
    }

    /// Returns the errno of that (positive) number; a number that this table does not know counts as [#EIO].
    public static Errno of(int number) {
        return number > 0 && number < NUMBER_LIMIT ? BY_NUMBER[number] : EIO;
    }
}
