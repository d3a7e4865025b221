// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.Epoch;
import io.tarnfs.model.namespace.CommandKey.Origin;
import io.tarnfs.model.time.Timestamp;

/// A session of a volume.
///
/// ```
/// version 1 | state (1 open, 2 said goodbye, 3 expired) | holder (text) | since (timestamp)
/// epoch | incarnation | confirmed: kernel, client, reported (unsigned), since (timestamp) | tail (bytes)
/// ```
///
/// @param state     whether it may still send commands
/// @param holder    who mounted, for people
/// @param since     when it was opened
/// @param life      which life of it, and what of it was confirmed
/// @param tail      fields of a newer build
public record SessionRecord(State state, String holder, Timestamp since, Life life, Bytes tail) {
    private static final byte VERSION = 1;

    /// Whether a session may send commands.
    public enum State {
        OPEN,
        CLOSED,
        EXPIRED
    }

    /// The life of a session.
    ///
    /// @param epoch       fences it
    /// @param incarnation commands of another one are refused
    /// @param confirmed   which of its commands nobody will repeat
    public record Life(Epoch epoch, long incarnation, Confirmed confirmed) {
        /// Returns the same life with more confirmed.
        public Life with(Confirmed newConfirmed) {
            return new Life(epoch, incarnation, newConfirmed);
        }
    }

    /// Which commands of a session are confirmed: results of smaller numbers are forgotten, their commands
    /// refused.
    ///
    /// The kernel numbers its requests, and the mount's threads take them in at their own pace: a request
    /// may arrive after a later one was confirmed. So what is reported of the kernel's numbers counts only
    /// some time later.
    ///
    /// @param kernel        below it, numbers of the kernel are confirmed
    /// @param client        below it, numbers of this incarnation are
    /// @param reported      below it, numbers of the kernel were reported to be
    /// @param reportedSince when they were
    public record Confirmed(long kernel, long client, long reported, Timestamp reportedSince) {
        /// Nothing is confirmed.
        public static final Confirmed NOTHING = new Confirmed(0, 0, 0, Timestamp.EPOCH);

        /// Returns below which number commands of that origin are confirmed.
        public long of(Origin origin) {
            return origin == Origin.KERNEL ? kernel : client;
        }
    }

    static final MapKind.Codec<SessionRecord> CODEC = new Layout<>(
            value -> 110 + Fields.sizeMax(value.holder) + value.tail.length(),
            value -> 240 + value.holder.length(),
            (value, target) -> {
                target.put(VERSION);
                target.put((byte)
                        switch (value.state) {
                            case OPEN -> 1;
                            case CLOSED -> 2;
                            case EXPIRED -> 3;
                        });
                Fields.putText(target, value.holder);
                Fields.putTimestamp(target, value.since);
                Fields.putUnsigned(target, value.life.epoch.value());
                Fields.putUnsigned(target, value.life.incarnation);
                Fields.putUnsigned(target, value.life.confirmed.kernel);
                Fields.putUnsigned(target, value.life.confirmed.client);
                Fields.putUnsigned(target, value.life.confirmed.reported);
                Fields.putTimestamp(target, value.life.confirmed.reportedSince);
                Fields.putBytes(target, value.tail);
            },
            source -> {
                Fields.expectVersion(source, VERSION, "session");
                State state = state(source.get());
                String holder = Fields.getText(source);
                Timestamp since = Fields.getTimestamp(source);
                Epoch epoch = new Epoch(Fields.getUnsigned(source));
                long incarnation = Fields.getUnsigned(source);
                long kernel = Fields.getUnsigned(source);
                long client = Fields.getUnsigned(source);
                long reported = Fields.getUnsigned(source);
                Confirmed confirmed = new Confirmed(kernel, client, reported, Fields.getTimestamp(source));
                Life life = new Life(epoch, incarnation, confirmed);
                return new SessionRecord(state, holder, since, life, Fields.getBytes(source));
            });

    /// Returns the same session in another state.
    public SessionRecord with(State newState) {
        return new SessionRecord(newState, holder, since, life, tail);
    }

    /// Returns the same session with another life.
    public SessionRecord with(Life newLife) {
        return new SessionRecord(state, holder, since, newLife, tail);
    }

    private static State state(byte code) {
        return switch (code) {
            case 1 -> State.OPEN;
            case 2 -> State.CLOSED;
            case 3 -> State.EXPIRED;
            default -> throw new IllegalStateException("no session has this state: code=" + code);
        };
    }
}
