// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

import io.tarnfs.metadata.checkpoint.MemoryStateStore;
import io.tarnfs.metadata.commandlog.MemoryMetadataLog;
import io.tarnfs.metadatatestkit.ManualTime;
import io.tarnfs.metadatatestkit.Seed;
import io.tarnfs.model.metrics.Metrics;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class MetadataEngineModelTest {
    private static final int STEPS = 4_000;
    private static final int COMPARE_EVERY = 200;
    private static final int CHECKPOINT_COMMANDS = 300;
    private static final EngineSettings SETTINGS = new EngineSettings(64, 16, CHECKPOINT_COMMANDS, 0, false);

    private final ManualTime time = new ManualTime();

    @Test
    void agreesWithTheModelOverThousandsOfRandomCommandsAndRestarts() throws Exception {
        for (int i = 0; i < Integer.getInteger("tarn.runs", 1); i++) {
            run(new SplittableRandom(Seed.of("agreesWithTheModel")));
        }
    }

    private void run(SplittableRandom random) throws Exception {
        MemoryMetadataLog log = new MemoryMetadataLog();
        MemoryStateStore store = new MemoryStateStore();
        ModelRun run = new ModelRun(open(store, log, random), time, random, 0);
        for (int i = 1; i <= STEPS; i++) {
            run.step();
            if (i % COMPARE_EVERY == 0) {
                run.compare();
                try (var view = store.view()) {
                    StateCheck.check(view);
                }
            }
            if (random.nextInt(500) == 0) {
                MemoryStateStore found = store.reopened();
                run.engine().close();
                store = found;
                run.restarted(open(store, log, random));
            }
        }
        run.engine().close();
    }

    private MetadataEngine open(MemoryStateStore store, MemoryMetadataLog log, SplittableRandom random)
            throws IOException {
        Surroundings surroundings = new Surroundings(time, random.split(), () -> Long.MAX_VALUE, Metrics.none());
        return MetadataEngine.open(store, log, surroundings, SETTINGS);
    }
}
