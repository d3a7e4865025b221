// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.time.Timestamp;

/// What the service counts over all volumes.
///
/// ```
/// version 1 | next volume | next session | next epoch (unsigned) | clock (timestamp) | tail (bytes)
/// ```
///
/// @param nextVolume  the next volume's id
/// @param nextSession the next session's id
/// @param nextEpoch   the next session's epoch
/// @param clock       the time of the last command before the checkpoint, so that time never runs back
/// @param tail        fields of a newer build
public record ServiceRecord(long nextVolume, long nextSession, long nextEpoch, Timestamp clock, Bytes tail) {
    private static final byte VERSION = 1;

    /// Of a service without a past.
    public static final ServiceRecord NEW = new ServiceRecord(1, 1, 1, Timestamp.EPOCH, Bytes.EMPTY);

    static final MapKind.Codec<ServiceRecord> CODEC = new Layout<>(
            value -> 56 + value.tail.length(),
            _ -> 80,
            (value, target) -> {
                target.put(VERSION);
                Fields.putUnsigned(target, value.nextVolume);
                Fields.putUnsigned(target, value.nextSession);
                Fields.putUnsigned(target, value.nextEpoch);
                Fields.putTimestamp(target, value.clock);
                Fields.putBytes(target, value.tail);
            },
            source -> {
                Fields.expectVersion(source, VERSION, "service");
                long nextVolume = Fields.getUnsigned(source);
                long nextSession = Fields.getUnsigned(source);
                long nextEpoch = Fields.getUnsigned(source);
                Timestamp clock = Fields.getTimestamp(source);
                return new ServiceRecord(nextVolume, nextSession, nextEpoch, clock, Fields.getBytes(source));
            });

    /// Returns the same with one volume more.
    public ServiceRecord withNewVolume() {
        return new ServiceRecord(nextVolume + 1, nextSession, nextEpoch, clock, tail);
    }

    /// Returns the same with one session more, which has an epoch of its own.
    public ServiceRecord withNewSession() {
        return new ServiceRecord(nextVolume, nextSession + 1, nextEpoch + 1, clock, tail);
    }

    /// Returns the same with another clock.
    public ServiceRecord withClock(Timestamp newClock) {
        return new ServiceRecord(nextVolume, nextSession, nextEpoch, newClock, tail);
    }
}
