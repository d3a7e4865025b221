// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.cli;

import java.io.Console;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The person at the terminal, if there is one: scripts and services have none to ask.
final class Person {
    private final Console terminal;

    private Person(Console terminal) {
        this.terminal = terminal;
    }

    /// Returns the person, or nothing if input or output is no terminal.
    @SuppressWarnings("SystemConsoleNull") // the JDKs differ: some give none, some one that is no terminal
    static Optional<Person> present() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).map(Person::new);
    }

    /// Asks for a secret without showing it; null at the end of input.
    char @Nullable [] secret(String question) {
        return terminal.readPassword("%s", question);
    }

    /// Asks for a line; null at the end of input.
    @Nullable
    String line(String question) {
        return terminal.readLine("%s", question);
    }
}
