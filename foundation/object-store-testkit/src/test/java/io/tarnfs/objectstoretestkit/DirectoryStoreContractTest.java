// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.objectstoretestkit;

import io.tarnfs.linux.durable.LocalFolder;
import io.tarnfs.objectstore.DirectoryStore;
import io.tarnfs.objectstore.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

final class DirectoryStoreContractTest extends ObjectStoreContract {
    private final ScratchFolder scratch = new ScratchFolder();
    private ObjectStore store = openIn(scratch.path());

    @BeforeEach
    void open() {
        store = openIn(scratch.path());
    }

    @AfterEach
    void close() throws IOException {
        store.close();
        scratch.delete();
    }

    @Override
    protected ObjectStore store() {
        return store;
    }

    private static ObjectStore openIn(Path folder) {
        try {
            return DirectoryStore.open(
                    LocalFolder.at(folder), folder.toString(), Runnable::run, new SplittableRandom(1));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
