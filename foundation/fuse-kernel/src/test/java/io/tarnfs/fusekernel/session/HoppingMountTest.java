// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.session;

/// The contract with every call moved to a virtual thread.
final class HoppingMountTest extends MountContract {
    @Override
    boolean hops() {
        return true;
    }
}
