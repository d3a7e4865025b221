// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.Epoch;
import io.tarnfs.model.identity.ObjectId;
import io.tarnfs.model.identity.SessionId;

/// A range of object ids leased to a session. It outlives the session while the ledger holds an object of
/// it, because its salt is part of their keys in the store.
///
/// ```
/// version 1 | first (ordered) | count (unsigned) | salt (8 bytes) | session (ordered) | epoch (unsigned)
/// open (1 byte) | tail (bytes)
/// ```
///
/// @param first the first id
/// @param count how many
/// @param salt  random; part of the key of each object of the range
/// @param lease whose it is
/// @param tail  fields of a newer build
public record RangeRecord(ObjectId first, int count, long salt, Lease lease, Bytes tail) {
    private static final byte VERSION = 1;

    /// Whose a range is.
    ///
    /// @param session the session
    /// @param epoch   its epoch when it leased
    /// @param open    whether the session may still commit objects of it
    public record Lease(SessionId session, Epoch epoch, boolean open) {}

    static final MapKind.Codec<RangeRecord> CODEC = new Layout<>(
            value -> 64 + value.tail.length(),
            _ -> 120,
            (value, target) -> {
                target.put(VERSION);
                Fields.putObject(target, value.first);
                Fields.putUnsigned(target, value.count);
                target.putLong(value.salt);
                Fields.putSession(target, value.lease.session);
                Fields.putUnsigned(target, value.lease.epoch.value());
                Fields.putBoolean(target, value.lease.open);
                Fields.putBytes(target, value.tail);
            },
            source -> {
                Fields.expectVersion(source, VERSION, "id range");
                ObjectId first = Fields.getObject(source);
                int count = Fields.getInt(source);
                long salt = source.getLong();
                SessionId session = Fields.getSession(source);
                Epoch epoch = new Epoch(Fields.getUnsigned(source));
                Lease lease = new Lease(session, epoch, Fields.getBoolean(source));
                return new RangeRecord(first, count, salt, lease, Fields.getBytes(source));
            });

    /// Returns the same range, closed for commits.
    public RangeRecord closed() {
        return new RangeRecord(first, count, salt, new Lease(lease.session, lease.epoch, false), tail);
    }
}
