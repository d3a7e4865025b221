// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.blockcache;

/// What a [BlockCache] has counted since it was made, and what it holds now; numbers may be a call
/// apart.
///
/// @param hits            frames that were in memory when asked for
/// @param misses          frames that were not, and were loaded for the one who asked
/// @param shared          frames that somebody else was loading already
/// @param prefetched      frames loaded ahead
/// @param failedLoads     loader calls that failed
/// @param slackFrames     frames loaded into memory besides the pool, and so not kept
/// @param evictedForRoom  frames pushed out because no memory was left for a load
/// @param poolFrames      frames that the pool can hold
/// @param freeFrames      of these not in use
/// @param slackInUse      frames besides the pool now
/// @param heldFrames      references that readers hold now, and loads in flight
public record CacheMeasures(
        long hits,
        long misses,
        long shared,
        long prefetched,
        long failedLoads,
        long slackFrames,
        long evictedForRoom,
        int poolFrames,
        int freeFrames,
        int slackInUse,
        int heldFrames) {}
