// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.process;

import io.tarnfs.node.ExitCode;
import io.tarnfs.node.NodeFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes sure that a home has one node. The kernel drops the lock with the process, however it ends.
public final class HomeLock implements AutoCloseable {
    private static final String NAME = "lock";

    private final FileChannel channel;

    private HomeLock(FileChannel channel) {
        this.channel = channel;
    }

    /// Takes the lock and writes this process' id into its file.
    ///
    /// @throws NodeFailure TRY_AGAIN, naming the holder, if another node has it
    public static HomeLock take(Home home) throws NodeFailure {
        Path file = home.run().resolve(NAME);
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (lock(channel) == null) {
                channel.close();
                throw new NodeFailure(
                        ExitCode.TRY_AGAIN,
                        "The home " + home.root() + " belongs to a node that is running"
                                + holder(home).map(pid -> " (pid " + pid + ")").orElse("")
                                + "; stop it with 'tarn node stop --home " + home.root()
                                + "' or name another home with --home.");
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return new HomeLock(channel);
        } catch (IOException refused) {
            closeQuietly(channel, refused);
            throw new NodeFailure(
                    ExitCode.DENIED,
                    "The lock " + file + " cannot be taken (" + refused.getMessage()
                            + "); make the home writable for this user or name another one with --home.",
                    refused);
        }
    }

    /// Returns the process id that the last holder left, if it can be read.
    public static Optional<Long> holder(Home home) {
        try {
            String text = Files.readString(home.run().resolve(NAME)).strip();
            return Optional.of(text).filter(pid -> pid.matches("[0-9]{1,10}")).map(Long::parseLong);
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException ourselves) {
            return null;
        }
    }

    private static void closeQuietly(@Nullable FileChannel channel, IOException because) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException second) {
                because.addSuppressed(second);
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
