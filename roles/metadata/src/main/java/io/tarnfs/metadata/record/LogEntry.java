// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.namespace.Command;
import io.tarnfs.model.time.Timestamp;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;

/// One entry of the log: a command and the stamp that makes applying it repeatable. Its sequence is the
/// log's.
///
/// ```
/// version 1 | feature level (2) | seconds (8), nanoseconds (4) | random (8) | command | tail (bytes)
/// ```
///
/// The stamp has a fixed length, so that a caller's thread can encode the command and the writer fill in
/// the stamp.
///
/// @param stamp   what the service added
/// @param command what was asked for
/// @param tail    fields of a newer build
public record LogEntry(Stamp stamp, Command<?> command, Bytes tail) {
    /// The meaning of commands that this build knows. A new meaning is a new level, logged from then on;
    /// entries of older levels keep theirs.
    public static final int FEATURE_LEVEL = 1;

    /// No command is longer: 300 inline extents of 64 KiB would be, and are refused before they are
    /// encoded.
    public static final int SIZE_MAX = 4 << 20;

    private static final byte VERSION = 1;
    private static final int STAMP_LENGTH = 1 + 2 + 8 + 4 + 8;
    private static final int SIZE_USUAL = 1 << 10;

    /// What the service adds to a command when it puts it in order.
    ///
    /// @param time         never before that of the entry before
    /// @param random       64 random bits; all randomness that applying the command needs is drawn from
    ///                     them
    /// @param featureLevel which meaning commands have
    public record Stamp(Timestamp time, long random, int featureLevel) {}

    /// Thrown when a command is longer than [#SIZE_MAX].
    public static final class TooLong extends Exception {
        private static final long serialVersionUID = 1;

        TooLong() {
            super("a command is longer than the log takes: maximum=" + SIZE_MAX);
        }
    }

    /// Returns an entry whose stamp is still blank; position 0, limit behind the entry.
    public static ByteBuffer encode(Command<?> command) throws TooLong {
        return encode(command, Bytes.EMPTY);
    }

    static ByteBuffer encode(Command<?> command, Bytes tail) throws TooLong {
        for (int size = SIZE_USUAL; size <= SIZE_MAX; size *= 4) {
            ByteBuffer target = ByteBuffer.allocate(size);
            if (fits(command, tail, target)) {
                return target.flip();
            }
        }
        throw new TooLong();
    }

    private static boolean fits(Command<?> command, Bytes tail, ByteBuffer target) {
        try {
            target.position(STAMP_LENGTH);
            CommandCodec.write(command, target);
            Fields.putBytes(target, tail);
            return true;
        } catch (BufferOverflowException _) {
            return false;
        }
    }

    /// Fills the stamp in.
    public static void stamp(ByteBuffer entry, Stamp stamp) {
        entry.put(0, VERSION);
        entry.putShort(1, (short) stamp.featureLevel);
        entry.putLong(3, stamp.time.seconds());
        entry.putInt(11, stamp.time.nanos());
        entry.putLong(15, stamp.random);
    }

    /// Reads an entry.
    ///
    /// @throws IllegalStateException if it was written by a newer build with another meaning
    public static LogEntry decode(ByteBuffer source) {
        Fields.expectVersion(source, VERSION, "log entry");
        int level = source.getShort();
        if (level > FEATURE_LEVEL) {
            throw new IllegalStateException(
                    "the log holds commands of a newer feature level: level=" + level + " known=" + FEATURE_LEVEL);
        }
        long seconds = source.getLong();
        Timestamp time = new Timestamp(seconds, source.getInt());
        Stamp stamp = new Stamp(time, source.getLong(), level);
        Command<?> command = CommandCodec.read(source);
        return new LogEntry(stamp, command, Fields.getBytes(source));
    }
}
