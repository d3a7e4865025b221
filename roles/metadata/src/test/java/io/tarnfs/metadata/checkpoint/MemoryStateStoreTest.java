// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.checkpoint;

final class MemoryStateStoreTest extends StateStoreContract {
    @Override
    StateStore empty() {
        return new MemoryStateStore();
    }

    @Override
    StateStore restarted(StateStore store) {
        MemoryStateStore memory = (MemoryStateStore) store;
        memory.close();
        return memory.reopened();
    }
}
