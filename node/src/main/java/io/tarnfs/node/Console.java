// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node;

import io.tarnfs.model.AllowedHere;

/// What people read: results on stdout, everything else on stderr. Logging goes elsewhere.
@AllowedHere("the one place that prints what the user asked for")
public final class Console {
    private static final String NAME = "tarn: ";

    private Console() {}

    /// Prints a result.
    public static void print(String text) {
        System.out.println(text);
    }

    /// Says something beside the result.
    public static void note(String sentence) {
        System.err.println(NAME + sentence);
    }

    /// Tells a failure; the launcher of a node in the background reads the same line from its output.
    public static void fail(NodeFailure failure) {
        System.err.println(NAME + failure.sentence());
    }

    /// Ends the process at once.
    public static void exit(ExitCode code) {
        System.out.flush();
        System.exit(code.number());
    }

    /// Returns what failures begin with.
    public static String failurePrefix() {
        return NAME;
    }
}
