// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.process;

import io.tarnfs.node.ExitCode;
import io.tarnfs.node.NodeFailure;
import io.tarnfs.sealing.KeyFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;

/// Makes key files: 256 random bits, readable by their owner only, durable before anything is encrypted
/// with them.
final class NewKeyFile {
    private NewKeyFile() {}

    /// Makes the file if `key` is a key file that is not there.
    ///
    /// @return whether it was made
    static boolean makeIfMissing(KeySource key) throws NodeFailure {
        if (!(key instanceof KeySource.KeyFile(Path file)) || Files.exists(file)) {
            return false;
        }
        try (KeyFile fresh = KeyFile.random(new SecureRandom())) {
            write(file, fresh.encode());
            return true;
        } catch (IOException refused) {
            throw new NodeFailure(
                    ExitCode.DENIED,
                    "The key file " + file + " cannot be made (" + refused.getMessage()
                            + "); check the folder that it is to lie in.",
                    refused);
        }
    }

    private static void write(Path file, byte[] content) throws IOException {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (FileChannel channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Path parent = file.getParent();
        if (parent != null) {
            try (FileChannel folder = FileChannel.open(parent, StandardOpenOption.READ)) {
                folder.force(true);
            }
        }
    }

    /// Takes back what [#makeIfMissing] made.
    static void remove(KeySource key) throws NodeFailure {
        if (key instanceof KeySource.KeyFile(Path file)) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException refused) {
                throw new NodeFailure(
                        ExitCode.INPUT_OUTPUT,
                        "The unused key file " + file + " cannot be removed; remove it.",
                        refused);
            }
        }
    }
}
