// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.handler;

/// One reference to native memory that is given back exactly once.
@FunctionalInterface
public interface Releasable {
    /// Memory that belongs to nobody in particular and needs no release.
    Releasable NOTHING = () -> {};

    /// Gives the reference back; called from any thread, once, and must neither wait nor throw.
    void release();
}
