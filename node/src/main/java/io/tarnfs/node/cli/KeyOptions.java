// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.cli;

import io.tarnfs.node.ExitCode;
import io.tarnfs.node.NodeFailure;
import io.tarnfs.node.process.KeySource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.Option;

/// What opens a volume. A passphrase comes from a file or a person, never from an argument.
final class KeyOptions {
    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "A file that holds the volume's passphrase.")
    private Optional<Path> passphraseFile = Optional.empty();

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "A file of 256 random bits; made if it is missing when a volume is created.")
    private Optional<Path> keyFile = Optional.empty();

    /// Returns what the options name.
    ///
    /// @throws NodeFailure USAGE if they name two things, NOT_THERE if the passphrase file is missing
    Optional<KeySource> named() throws NodeFailure {
        if (passphraseFile.isPresent() && keyFile.isPresent()) {
            throw new NodeFailure(
                    ExitCode.USAGE, "--passphrase-file and --key-file exclude each other; name the one that is meant.");
        }
        if (passphraseFile.isPresent()) {
            Path file = absolute(passphraseFile.get());
            if (!Files.isReadable(file)) {
                throw new NodeFailure(
                        ExitCode.NOT_THERE,
                        "The passphrase file " + file + " is not there or cannot be read; check its name.");
            }
            return Optional.of(new KeySource.PassphraseFile(file));
        }
        return keyFile.map(file -> new KeySource.KeyFile(absolute(file)));
    }

    private static Path absolute(Path file) {
        return file.toAbsolutePath().normalize();
    }

    /// Asks a person on the terminal.
    ///
    /// @param twice whether it is a new passphrase, asked for again so that a slip does no harm
    /// @throws NodeFailure USAGE if there is no terminal or the two differ
    static KeySource ask(String volume, boolean twice) throws NodeFailure {
        Person person = Person.present()
                .orElseThrow(() -> new NodeFailure(
                        ExitCode.USAGE,
                        "Volume " + volume + " needs a key and there is no terminal to ask for a passphrase; name"
                                + " --passphrase-file or --key-file"
                                + (twice ? ", or say --no-encryption." : ".")));
        char[] passphrase = person.secret("Passphrase of volume " + volume + ": ");
        if (passphrase == null || passphrase.length == 0) {
            throw new NodeFailure(ExitCode.USAGE, "The passphrase is empty; type one or name --passphrase-file.");
        }
        if (twice && !Arrays.equals(passphrase, person.secret("The same again: "))) {
            throw new NodeFailure(ExitCode.USAGE, "The two passphrases differ; nothing was made, try again.");
        }
        return new KeySource.Typed(new String(passphrase));
    }
}
