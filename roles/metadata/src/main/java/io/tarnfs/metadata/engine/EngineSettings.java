// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

/// What can be chosen about the engine.
///
/// @param queueCommands      how many commands may wait for the log; callers beyond that wait to get in
/// @param batchCommands      how many commands are made durable together at most
/// @param checkpointCommands a checkpoint is written after so many commands: replaying runs at about
///                           100,000 a second, so this bounds the time of a restart
/// @param spaceReserveBytes  while less is free below the log, only what frees space is accepted; a
///                           checkpoint with its compaction writes up to so much, and running out there
///                           stops the service
/// @param reclaims           whether the engine logs slices of background work by itself; tests log their
///                           own
public record EngineSettings(
        int queueCommands, int batchCommands, int checkpointCommands, long spaceReserveBytes, boolean reclaims) {
    /// What a node uses unless told otherwise.
    public static final EngineSettings DEFAULT = new EngineSettings(4_096, 1_024, 50_000, 256L << 20, true);

    public EngineSettings {
        if (queueCommands < 1 || batchCommands < 1 || checkpointCommands < 1 || spaceReserveBytes < 0) {
            throw new IllegalArgumentException("queueCommands=" + queueCommands + " batchCommands=" + batchCommands
                    + " checkpointCommands=" + checkpointCommands + " spaceReserveBytes=" + spaceReserveBytes);
        }
    }
}
