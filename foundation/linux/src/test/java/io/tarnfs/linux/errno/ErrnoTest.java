// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.linux.errno;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class ErrnoTest {
    @Test
    void everyErrnoIsFoundByItsNumber() {
        for (Errno errno : Errno.values()) {
            assertEquals(errno, Errno.of(errno.number()));
        }
    }

    @Test
    void aNumberThatNoTableKnowsIsEio() {
        assertEquals(Errno.EIO, Errno.of(-1));
        assertEquals(Errno.EIO, Errno.of(0));
        assertEquals(Errno.EIO, Errno.of(41));
        assertEquals(Errno.EIO, Errno.of(4_000));
    }

    @Test
    void theExceptionOfACallSaysWhatWasTriedAndKeepsTheNumber() {
        SyscallException exception = new SyscallException("open path=/x", 2);
        assertEquals("open path=/x: ENOENT (errno=2)", exception.getMessage());
        assertEquals(Errno.ENOENT, exception.errno());
        assertEquals(2, exception.number());
    }
}
