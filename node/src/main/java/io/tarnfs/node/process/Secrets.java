// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.process;

import io.tarnfs.model.volume.VolumeInfo;
import io.tarnfs.node.ExitCode;
import io.tarnfs.node.NodeFailure;
import io.tarnfs.sealing.KeyFile;
import io.tarnfs.sealing.KeyRing;
import io.tarnfs.sealing.KeySlots;
import io.tarnfs.sealing.Passphrase;
import io.tarnfs.sealing.SealingException;
import io.tarnfs.sealing.UnlockSecret;
import io.tarnfs.sealing.WrongKeyException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Reads secrets and opens volumes with them. No message says what is in one.
final class Secrets {
    /// A passphrase file may hold a line and its newline, no more.
    private static final int FILE_BYTES_MAX = Passphrase.BYTES_MAX + 2;

    private Secrets() {}

    /// Returns the keys of a volume; the caller closes them.
    ///
    /// @throws NodeFailure DENIED if the secret opens no slot, NOT_THERE if its file is missing
    static KeyRing unlock(VolumeInfo volume, KeySource source) throws NodeFailure {
        if (volume.keySlots().isEmpty()) {
            return KeyRing.empty();
        }
        if (source instanceof KeySource.None) {
            throw new NodeFailure(
                    ExitCode.DENIED,
                    "Volume " + volume.name() + " is encrypted; name its --key-file or --passphrase-file.");
        }
        try (UnlockSecret secret = read(source)) {
            return KeySlots.unlock(volume.id(), volume.keySlots(), secret);
        } catch (WrongKeyException wrong) {
            throw new NodeFailure(
                    ExitCode.DENIED,
                    "Volume " + volume.name() + " cannot be opened: the " + source
                            + " is not one of its keys; check which one belongs to it.",
                    wrong);
        } catch (SealingException damaged) {
            throw new NodeFailure(
                    ExitCode.INPUT_OUTPUT,
                    "The key slots of volume " + volume.name() + " cannot be read: " + damaged.getMessage() + ".",
                    damaged);
        }
    }

    /// Reads the secret that a source names; the caller closes it.
    static UnlockSecret read(KeySource source) throws NodeFailure {
        return switch (source) {
            case KeySource.None() -> throw new IllegalStateException("a volume without encryption has no secret");
            case KeySource.KeyFile(Path file) -> keyFile(file);
            case KeySource.PassphraseFile(Path file) -> passphraseFile(file);
            case KeySource.Typed(String passphrase) -> passphrase(passphrase.toCharArray(), "The passphrase");
        };
    }

    private static UnlockSecret keyFile(Path file) throws NodeFailure {
        byte[] content = content(file, KeyFile.FILE_BYTES_MAX);
        try {
            return KeyFile.decode(file.toString(), content);
        } catch (WrongKeyException none) {
            throw new NodeFailure(ExitCode.DENIED, file + " is no key file; check its name and content.", none);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static UnlockSecret passphraseFile(Path file) throws NodeFailure {
        byte[] content = content(file, FILE_BYTES_MAX);
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content));
            int length = text.length();
            if (length > 0 && text.get(length - 1) == '\n') {
                length--;
            }
            char[] characters = Arrays.copyOfRange(text.array(), 0, length);
            Arrays.fill(text.array(), '\0');
            return passphrase(characters, "The passphrase in " + file);
        } catch (CharacterCodingException notText) {
            throw new NodeFailure(
                    ExitCode.DENIED, "The passphrase in " + file + " is no UTF-8 text; check the file.", notText);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static UnlockSecret passphrase(char[] characters, String what) throws NodeFailure {
        try {
            return Passphrase.of(characters);
        } catch (IllegalArgumentException notAllowed) {
            throw new NodeFailure(
                    ExitCode.USAGE,
                    what + " is empty or longer than " + Passphrase.BYTES_MAX + " bytes; choose another one.",
                    notAllowed);
        } finally {
            Arrays.fill(characters, '\0');
        }
    }

    private static byte[] content(Path file, int bytesMax) throws NodeFailure {
        try {
            if (Files.size(file) > bytesMax) {
                throw new NodeFailure(
                        ExitCode.DENIED,
                        file + " is longer than " + bytesMax + " bytes, so it holds no key; check its name.");
            }
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new NodeFailure(
                    ExitCode.NOT_THERE,
                    "The file " + file + " that opens the volume is not there or cannot be read; put it back or name"
                            + " the one that belongs to the volume.",
                    unreadable);
        }
    }
}
