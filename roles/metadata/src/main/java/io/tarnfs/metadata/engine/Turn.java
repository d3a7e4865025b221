// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

import io.tarnfs.model.identity.Sequence;
import io.tarnfs.model.identity.SessionId;
import io.tarnfs.model.identity.VolumeId;
import io.tarnfs.model.namespace.CommandHeader;
import io.tarnfs.model.time.Timestamp;

/// One command's turn: when it stands, what it may draw on, and how many records it has changed so far.
final class Turn {
    /// No command changes more records, so that none holds up those behind it.
    static final int RECORDS_MAX = 1_000;

    /// Room that is always left for the records each command ends with: its result, its session, the
    /// counters.
    private static final int RESERVE = 100;

    private final Sequence sequence;
    private final Timestamp now;
    private final CommandHeader header;
    private long random;
    private int touched;
    private int releases;

    Turn(Sequence sequence, Timestamp now, long random, CommandHeader header) {
        this.sequence = sequence;
        this.now = now;
        this.random = random;
        this.header = header;
    }

    Sequence sequence() {
        return sequence;
    }

    Timestamp now() {
        return now;
    }

    CommandHeader header() {
        return header;
    }

    VolumeId volume() {
        return header.volume();
    }

    SessionId session() {
        return header.key().session();
    }

    /// Returns 64 bits drawn from the command's random bits (the SplitMix64 generator).
    long nextRandom() {
        random += 0x9E3779B97F4A7C15L;
        long mixed = random;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /// Returns a number that no other record of released references of this command has.
    int nextRelease() {
        return releases++;
    }

    /// Counts a changed record.
    void touch() {
        touched++;
    }

    int touched() {
        return touched;
    }

    /// Returns how many more records may be changed before the work has to go on in a later slice.
    int room() {
        return RECORDS_MAX - RESERVE - touched;
    }
}
