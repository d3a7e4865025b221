// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.blockcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ReadAheadTest {
    private static final int READ = 128 * 1024;
    private static final long FIRST = 512L << 10;
    private static final long MAX = 8L << 20;

    private final ReadAhead readAhead = new ReadAhead(FIRST, MAX);

    @Test
    void aFileReadFromItsBeginningIsFetchedAheadAtOnce() {
        assertEquals(Optional.of(new ReadAhead.Window(READ, FIRST)), readAhead.read(0, READ));
    }

    @Test
    void sequentialReadsFetchEachByteOnceWithoutAGapInGrowingWindows() {
        long fetched = READ;
        long largest = 0;
        for (long offset = 0; offset < 100L << 20; offset += READ) {
            Optional<ReadAhead.Window> window = readAhead.read(offset, READ);
            if (window.isPresent()) {
                assertEquals(fetched, window.get().offset());
                fetched += window.get().length();
                largest = Math.max(largest, window.get().length());
            }
            long ahead = fetched - (offset + READ);
            assertTrue(ahead <= MAX && ahead >= 0, "offset=" + offset + " ahead=" + ahead);
        }
        assertTrue(largest > FIRST && fetched >= (100L << 20) + MAX / 2, "largest=" + largest + " fetched=" + fetched);
    }

    @Test
    void aReadElsewhereFetchesNothingAndTheNextOneBehindItStartsSmallAgain() {
        for (long offset = 0; offset < 10L << 20; offset += READ) {
            readAhead.read(offset, READ);
        }
        long elsewhere = 500L << 20;
        assertEquals(Optional.empty(), readAhead.read(elsewhere, READ));
        assertEquals(
                Optional.of(new ReadAhead.Window(elsewhere + 2 * READ, FIRST)), readAhead.read(elsewhere + READ, READ));
        assertEquals(Optional.empty(), readAhead.read(100L << 20, READ));
    }

    @Test
    void randomReadsOfALargeFileFetchNothing() {
        SplittableRandom random = new SplittableRandom(Long.getLong("tarn.seed", 20_261_120L));
        readAhead.read(1L << 40, 4_096);
        int windows = 0;
        for (int i = 0; i < 1_000; i++) {
            windows += readAhead
                            .read((1L << 41) + random.nextLong(1L << 40), 4_096)
                            .isPresent()
                    ? 1
                    : 0;
        }
        assertTrue(windows <= 2, "windows=" + windows);
    }

    @Test
    void readsThatTheKernelSendsOutOfOrderStaySequential() {
        long fetched = READ;
        for (long base = 0; base < 32L << 20; base += 4 * READ) {
            for (int i : new int[] {1, 0, 3, 2}) {
                Optional<ReadAhead.Window> window = readAhead.read(base + (long) i * READ, READ);
                if (window.isPresent()) {
                    fetched = window.get().offset() + window.get().length();
                }
            }
            assertTrue(fetched > base, "base=" + base + " fetched=" + fetched);
        }
    }

    @Test
    void aLimitOfZeroFetchesNothing() {
        ReadAhead none = new ReadAhead(FIRST, 0);
        for (long offset = 0; offset < 10L << 20; offset += READ) {
            assertEquals(Optional.empty(), none.read(offset, READ));
        }
    }
}
