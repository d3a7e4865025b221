// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

import io.tarnfs.linux.durable.PowerLossFolder;
import io.tarnfs.metadatatestkit.MetadataServiceContract;
import io.tarnfs.model.namespace.MetadataService;
import java.io.IOException;
import java.util.SplittableRandom;

/// The engine over the real log and store, and with its own background work going on.
@SuppressWarnings("NullAway.Init") // the engine is opened before each test
final class MetadataEngineContractTest extends MetadataServiceContract {
    private static final EngineSettings SETTINGS = new EngineSettings(64, 16, 20, 0, true);

    private MetadataEngine engine;

    @Override
    protected MetadataService open() throws IOException {
        engine = OnDisk.open(new PowerLossFolder(), time, new SplittableRandom(1), SETTINGS);
        return engine;
    }

    @Override
    protected void close() throws IOException {
        engine.close();
    }
}
