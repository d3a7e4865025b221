// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata;

import io.tarnfs.linux.durable.DurableFolder;
import io.tarnfs.metadata.checkpoint.MvStateStore;
import io.tarnfs.metadata.checkpoint.StateSettings;
import io.tarnfs.metadata.commandlog.SegmentedLog;
import io.tarnfs.metadata.engine.MetadataEngine;
import io.tarnfs.metadata.engine.Surroundings;
import io.tarnfs.model.metrics.Metrics;
import io.tarnfs.model.time.TimeSource;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;

/// Puts the metadata role together on one machine: the engine over a segmented log and MVStore, in one
/// folder.
///
/// ```
/// log/         the command log: the truth
/// checkpoint/  the applied state up to some command of it
/// ```
public final class MetadataRole {
    private static final String LOG = "log";
    private static final String CHECKPOINT = "checkpoint";

    private MetadataRole() {}

    /// Opens the service in `home`, which holds nothing else, or makes an empty one; replays the log and
    /// starts.
    ///
    /// @return the service; its owner closes it
    /// @throws IOException if the log or the checkpoint is damaged, or was written by a newer build
    public static MetadataEngine open(DurableFolder home, MetadataSettings settings, TimeSource time, Metrics metrics)
            throws IOException {
        return open(home, settings, time, new SecureRandom(), metrics);
    }

    static MetadataEngine open(
            DurableFolder home, MetadataSettings settings, TimeSource time, RandomGenerator random, Metrics metrics)
            throws IOException {
        DurableFolder logFolder = home.folder(LOG);
        DurableFolder checkpointFolder = home.folder(CHECKPOINT);
        home.sync();
        SegmentedLog log = SegmentedLog.open(logFolder, settings.segmentBytes());
        MvStateStore store = openStore(checkpointFolder, settings.state(), log);
        Surroundings surroundings = new Surroundings(time, random, log::usableBytes, metrics);
        metrics.gauge("tarn_metadata_checkpoint_bytes", "Size of the checkpoint file", store::fileBytes);
        return MetadataEngine.open(store, log, surroundings, settings.engine());
    }

    private static MvStateStore openStore(DurableFolder folder, StateSettings settings, SegmentedLog log)
            throws IOException {
        try {
            return MvStateStore.open(folder, settings);
        } catch (IOException | RuntimeException e) {
            try {
                log.close();
            } catch (IOException closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
    }
}
