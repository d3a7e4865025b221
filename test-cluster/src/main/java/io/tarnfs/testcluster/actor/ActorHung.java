// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.actor;

/// A call did not return within its time; the actor was killed. The message names the call, the identity and
/// where in the kernel the process stood.
public final class ActorHung extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ActorHung(String message) {
        super(message);
    }
}
