// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.linux.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tarnfs.linux.errno.Errno;
import io.tarnfs.linux.errno.SyscallException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MountCallsTest {
    @TempDir
    Path folder;

    @Test
    void mountingAnUnknownTypeNamesTheTarget() {
        SyscallException failed = assertThrows(
                SyscallException.class,
                () -> MountCalls.mount(
                        new MountCalls.Request("none", folder.toString(), "no-such-type", MountCalls.NO_SUID, "")));
        // Without the right to mount, that is what the kernel complains about first.
        assertEquals(ThreadCalls.effectiveUserId() == 0 ? Errno.ENODEV : Errno.EPERM, failed.errno());
        assertEquals(
                "mount target=" + folder + " type=no-such-type: " + failed.errno() + " (errno=" + failed.number() + ")",
                failed.getMessage());
    }

    @Test
    void unmountingWhatIsNoMountPointIsEinval() throws Exception {
        Path plain = Files.createDirectory(folder.resolve("plain"));
        Errno expected = ThreadCalls.effectiveUserId() == 0 ? Errno.EINVAL : Errno.EPERM;
        assertEquals(
                expected,
                assertThrows(SyscallException.class, () -> MountCalls.unmount(plain.toString()))
                        .errno());
        assertEquals(
                expected,
                assertThrows(SyscallException.class, () -> MountCalls.detach(plain.toString()))
                        .errno());
    }
}
