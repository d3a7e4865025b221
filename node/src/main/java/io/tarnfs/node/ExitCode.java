// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node;

/// How a command ends, by the numbers of sysexits.h; scripts may rely on them.
public enum ExitCode {
    /// It was done.
    DONE(0),
    /// The command line makes no sense.
    USAGE(64),
    /// What was named is not there: a volume, a mount, a file.
    NOT_THERE(66),
    /// No node answers, or what a node needs does not.
    UNREACHABLE(69),
    /// A defect of ours.
    DEFECT(70),
    /// It cannot be made because something is in its place.
    CANNOT_CREATE(73),
    /// Reading or writing failed.
    INPUT_OUTPUT(74),
    /// Something holds what is needed; the same command may succeed later.
    TRY_AGAIN(75),
    /// Permission, a read-only place, or a wrong passphrase.
    DENIED(77),
    /// A setting or this machine must be changed first.
    CONFIG(78);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    /// Returns the number for exit(2).
    public int number() {
        return number;
    }

    /// Returns the code of that number; [#DEFECT] if there is none.
    public static ExitCode of(int number) {
        for (ExitCode code : values()) {
            if (code.number == number) {
                return code;
            }
        }
        return DEFECT;
    }
}
