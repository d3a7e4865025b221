// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata;

import io.tarnfs.metadata.checkpoint.StateSettings;
import io.tarnfs.metadata.commandlog.SegmentedLog;
import io.tarnfs.metadata.engine.EngineSettings;

/// What can be chosen about the metadata role.
///
/// @param engine       queues, batches and checkpoints
/// @param state        memory and pages of the state
/// @param segmentBytes size of a segment of the log, in bytes
public record MetadataSettings(EngineSettings engine, StateSettings state, long segmentBytes) {
    /// Returns what a node uses unless told otherwise.
    public static MetadataSettings defaults() {
        return new MetadataSettings(
                EngineSettings.DEFAULT, StateSettings.defaults(), SegmentedLog.SEGMENT_BYTES_DEFAULT);
    }
}
