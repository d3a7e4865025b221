// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

import io.tarnfs.linux.durable.DurableFolder;
import io.tarnfs.metadata.checkpoint.MvStateStore;
import io.tarnfs.metadata.checkpoint.StateSettings;
import io.tarnfs.metadata.commandlog.SegmentedLog;
import io.tarnfs.model.metrics.Metrics;
import io.tarnfs.model.time.TimeSource;
import java.io.IOException;
import java.util.random.RandomGenerator;

/// Opens engines over the real log and the real store, with small segments and pages, so that few commands
/// fill many.
final class OnDisk {
    private static final StateSettings SMALL_PAGES = new StateSettings(1, 1_024, 1, 0);
    private static final int SEGMENT_BYTES = 64 << 10;

    private OnDisk() {}

    static MetadataEngine open(DurableFolder home, TimeSource time, RandomGenerator random, EngineSettings settings)
            throws IOException {
        DurableFolder checkpoints = home.folder("checkpoint");
        DurableFolder segments = home.folder("log");
        home.sync();
        MvStateStore store = MvStateStore.open(checkpoints, SMALL_PAGES);
        SegmentedLog log = SegmentedLog.open(segments, SEGMENT_BYTES);
        Surroundings surroundings = new Surroundings(time, random, () -> Long.MAX_VALUE, Metrics.none());
        return MetadataEngine.open(store, log, surroundings, settings);
    }
}
