// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.model.namespace;

import io.tarnfs.model.identity.SessionId;

/// Names one command for ever, so that a command sent twice is applied once and answered twice.
///
/// One request of the kernel may take several commands: they differ in `step`. A resumed session has a new
/// incarnation; commands of an older one are refused.
///
/// @param session     who sends it
/// @param incarnation which life of that session; the service hands it out
/// @param origin      who numbered the command
/// @param number      the kernel's `unique` without its resend bit, or a count of the client's own commands
///                    from 1
/// @param step        0 for the first command of a request
public record CommandKey(SessionId session, long incarnation, Origin origin, long number, int step)
        implements Comparable<CommandKey> {
    public CommandKey {
        if (incarnation < 0 || number < 0 || step < 0) {
            throw new IllegalArgumentException("incarnation=" + incarnation + " number=" + number + " step=" + step);
        }
    }

    /// Who numbers commands. Numbers of the kernel outlive an incarnation, those of the client do not.
    public enum Origin {
        KERNEL,
        CLIENT
    }

    @Override
    public int compareTo(CommandKey other) {
        int order = session.compareTo(other.session);
        order = order != 0 ? order : origin.compareTo(other.origin);
        order = order != 0 || origin == Origin.KERNEL ? order : Long.compare(incarnation, other.incarnation);
        order = order != 0 ? order : Long.compare(number, other.number);
        return order != 0 ? order : Integer.compare(step, other.step);
    }
}
