// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadatatestkit;

import io.tarnfs.model.namespace.MetadataService;
import java.util.SplittableRandom;

final class MemoryMetadataServiceTest extends MetadataServiceContract {
    @Override
    protected MetadataService open() {
        return new MemoryMetadataService(time, new SplittableRandom(1));
    }

    @Override
    protected void close() {
        // Nothing is open.
    }
}
