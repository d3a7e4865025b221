// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.commandlog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tarnfs.linux.durable.DurableFolder;
import io.tarnfs.model.identity.Sequence;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Entries whose bytes follow from their sequence and a seed, so that a test needs to keep none.
final class Entries {
    private final long seed;
    private final int bytesMax;

    Entries(long seed, int bytesMax) {
        this.seed = seed;
        this.bytesMax = bytesMax;
    }

    ByteBuffer entry(long sequence) {
        RandomGenerator random = new SplittableRandom(seed * 1_000_003 + sequence);
        byte[] bytes = new byte[1 + random.nextInt(bytesMax)];
        random.nextBytes(bytes);
        if (random.nextInt(4) == 0) {
            // Zeros look like what a lost sector reads as.
            java.util.Arrays.fill(bytes, bytes.length / 2, bytes.length, (byte) 0);
        }
        return ByteBuffer.wrap(bytes);
    }

    List<ByteBuffer> batch(long first, int count) {
        List<ByteBuffer> batch = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            batch.add(entry(first + i));
        }
        return batch;
    }

    static SegmentedLog open(DurableFolder folder, long segmentBytes) {
        return SegmentedLog.open(folder, segmentBytes, new OnCallersThread());
    }

    /// Recovers and checks that what is replayed are the entries behind `applied`, without gaps.
    ///
    /// @return the sequence of the last one
    long recover(SegmentedLog log, long applied) throws IOException {
        List<Long> seen = new ArrayList<>();
        log.recover(new Sequence(applied), (sequence, bytes) -> {
            assertEquals(applied + 1 + seen.size(), sequence.value(), "in order, without gaps");
            assertEquals(entry(sequence.value()), bytes, () -> "bytes of entry " + sequence.value());
            seen.add(sequence.value());
        });
        assertEquals(applied + seen.size(), log.last().value());
        return log.last().value();
    }
}
