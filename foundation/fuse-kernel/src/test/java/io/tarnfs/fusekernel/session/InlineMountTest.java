// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.session;

/// The contract with every call answered on the thread that read it.
final class InlineMountTest extends MountContract {
    @Override
    boolean hops() {
        return false;
    }
}
