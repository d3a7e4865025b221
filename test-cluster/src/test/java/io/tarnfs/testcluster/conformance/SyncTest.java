// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.conformance;

import static io.tarnfs.testcluster.posix.Errno.EBADF;
import static io.tarnfs.testcluster.posix.Flags.O_CREAT;
import static io.tarnfs.testcluster.posix.Flags.O_DIRECTORY;
import static io.tarnfs.testcluster.posix.Flags.O_RDONLY;
import static io.tarnfs.testcluster.posix.Flags.O_RDWR;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/// fsync(2), fdatasync(2).
final class SyncTest extends ConformanceCase {

    /// S10: "When `fsync` or `fdatasync` has returned 0, all bytes written before, the size and the times are
    /// durable."
    @Test
    void fsyncOfAWrittenFileSucceeds() {
        int file = me.open("f", O_RDWR | O_CREAT, 0644);
        me.fill(file, 0, BLOCK + 1, 1);
        me.fsync(file);
        assertEquals(BLOCK + 1, me.verify(file, 0, BLOCK + 1, 1));
        me.close(file);
    }

    @Test
    void fdatasyncOfAWrittenFileSucceeds() {
        int file = me.open("f", O_RDWR | O_CREAT, 0644);
        me.fill(file, 0, 1000, 1);
        me.fdatasync(file);
        assertEquals(1000, me.fstat(file).size());
        me.close(file);
    }

    @Test
    void fsyncOfADirectorySucceeds() {
        me.writeFile("f", "");
        int directory = me.open(".", O_RDONLY | O_DIRECTORY);
        me.fsync(directory);
        me.fdatasync(directory);
        assertEquals(List.of("f"), me.names("."));
        me.close(directory);
    }

    @Test
    void fsyncOfAReadOnlyDescriptorSucceeds() {
        me.writeFile("f", "x");
        int file = me.open("f", O_RDONLY);
        me.fsync(file);
        assertArrayEquals(new byte[] {'x'}, me.read(file, 10));
        me.close(file);
    }

    @Test
    void fsyncOfAnUnlinkedFileSucceeds() {
        int file = me.open("f", O_RDWR | O_CREAT, 0644);
        me.unlink("f");
        me.write(file, new byte[] {1});
        me.fsync(file);
        assertArrayEquals(new byte[] {1}, me.pread(file, 10, 0));
        me.close(file);
    }

    @Test
    void fsyncOfAClosedDescriptorIsEBADF() {
        int file = me.open("f", O_RDWR | O_CREAT, 0644);
        me.close(file);
        assertErrno(EBADF, () -> me.fsync(file));
        assertErrno(EBADF, () -> me.fdatasync(file));
    }
}
