// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.posix;

import java.util.Arrays;

/// The error numbers that a file system call may give (asm-generic/errno.h; the same on x86-64 and arm64).
public enum Errno {
    EPERM(1),
    ENOENT(2),
    EINTR(4),
    EIO(5),
    ENXIO(6),
    E2BIG(7),
    EBADF(9),
    EAGAIN(11),
    ENOMEM(12),
    EACCES(13),
    EFAULT(14),
    EBUSY(16),
    EEXIST(17),
    EXDEV(18),
    ENODEV(19),
    ENOTDIR(20),
    EISDIR(21),
    EINVAL(22),
    ENFILE(23),
    EMFILE(24),
    ENOTTY(25),
    ETXTBSY(26),
    EFBIG(27),
    ENOSPC(28),
    ESPIPE(29),
    EROFS(30),
    EMLINK(31),
    ERANGE(34),
    EDEADLK(35),
    ENAMETOOLONG(36),
    ENOLCK(37),
    ENOSYS(38),
    ENOTEMPTY(39),
    ELOOP(40),
    ENODATA(61),
    EOVERFLOW(75),
    EOPNOTSUPP(95),
    ECONNABORTED(103),
    ENOTCONN(107),
    ESTALE(116),
    EDQUOT(122);

    private final int number;

    Errno(int number) {
        this.number = number;
    }

    /// The name of `number`.
    public static Errno of(int number) {
        return Arrays.stream(values())
                .filter(errno -> errno.number == number)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("errno without a name here, number=" + number));
    }
}
