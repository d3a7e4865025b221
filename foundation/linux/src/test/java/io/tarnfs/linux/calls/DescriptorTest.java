// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.linux.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.linux.errno.Errno;
import io.tarnfs.linux.errno.SyscallException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DescriptorTest {
    @TempDir
    Path folder;

    @Test
    void whatIsWrittenInPiecesIsReadBack() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        ErrnoSlot errno = new ErrnoSlot();
        try (Arena arena = Arena.ofConfined();
                Descriptor descriptor = Descriptor.open(file.toString(), OpenBits.READ_WRITE)) {
            MemorySegment text = arena.allocateFrom("hello, lake");
            MemorySegment vectors = arena.allocate(32, 8);
            vectors.set(ValueLayout.JAVA_LONG, 0, text.address());
            vectors.set(ValueLayout.JAVA_LONG, 8, 5);
            vectors.set(ValueLayout.JAVA_LONG, 16, text.address() + 5);
            vectors.set(ValueLayout.JAVA_LONG, 24, 6);
            assertEquals(11, descriptor.writev(vectors.address(), 2, errno));
            assertEquals(1, descriptor.write(text.address(), 1, errno));
            assertEquals(0, descriptor.read(text.address(), 11, errno));
        }
        assertEquals("hello, lakeh", Files.readString(file, StandardCharsets.UTF_8));
        try (Arena arena = Arena.ofConfined();
                Descriptor descriptor = Descriptor.open(file.toString(), OpenBits.READ_ONLY)) {
            MemorySegment target = arena.allocate(64);
            assertEquals(12, descriptor.read(target.address(), 64, errno));
            assertEquals("hello, lakeh", target.getString(0));
            assertEquals(-Errno.EBADF.number(), descriptor.write(target.address(), 1, errno));
        }
    }

    @Test
    void openingWhatIsNotThereIsATypedError() {
        SyscallException failed =
                assertThrows(SyscallException.class, () -> Descriptor.open("/nowhere/at/all", OpenBits.READ_ONLY));
        assertEquals(Errno.ENOENT, failed.errno());
    }

    @Test
    void aBlockedReadReturnsEintrWhenItsThreadIsWoken() throws Exception {
        // A terminal that nobody types into: reading from it blocks until a signal comes.
        try (Descriptor silent = Descriptor.open("/dev/ptmx", OpenBits.READ_WRITE);
                Arena arena = Arena.ofShared()) {
            long target = arena.allocate(8).address();
            CompletableFuture<ThreadCalls.ThreadId> id = new CompletableFuture<>();
            CompletableFuture<Long> result = new CompletableFuture<>();
            Thread reader = Thread.ofPlatform().daemon().start(() -> {
                id.complete(ThreadCalls.currentThread());
                result.complete(silent.read(target, 8, new ErrnoSlot()));
            });
            while (!result.isDone()) {
                ThreadCalls.wake(id.get());
                reader.join(1);
            }
            assertEquals(-Errno.EINTR.number(), result.get());
            reader.join();
            ThreadCalls.wake(id.get());
        }
    }

    @Test
    void closingTwiceHasNoEffect() throws IOException {
        Descriptor descriptor = Descriptor.open("/dev/null", OpenBits.READ_ONLY);
        Path shown = Path.of("/proc/self/fd/" + descriptor.number());
        assertTrue(Files.exists(shown));
        descriptor.close();
        descriptor.close();
        assertFalse(Files.exists(shown));
    }

    @Test
    void anIoctlThatTheFileDoesNotKnowIsATypedError() throws IOException {
        try (Descriptor descriptor = Descriptor.open("/dev/null", OpenBits.READ_ONLY)) {
            SyscallException failed = assertThrows(SyscallException.class, () -> descriptor.ioctlInt(0x1234, 1));
            assertEquals(Errno.ENOTTY, failed.errno());
        }
    }
}
