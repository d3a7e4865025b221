// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.commandlog;

import io.tarnfs.linux.durable.DurableFile;
import io.tarnfs.linux.durable.LocalFolder;
import io.tarnfs.model.AllowedHere;
import io.tarnfs.model.identity.Sequence;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Durable appends a second as a ratio to a bare loop of write and fdatasync on the same disk, turn by turn.
///
/// Run it by hand: `java -cp ... io.tarnfs.metadata.commandlog.LogBenchmark DIR [SECONDS A TURN]`.
public final class LogBenchmark {
    private static final int ENTRY_BYTES = 400;
    private static final int FRAME_BYTES = Frames.sizeOf(ENTRY_BYTES);
    private static final long FILE_BYTES = 64L << 20;
    private static final int TURNS = 3;
    private static final int[] BATCHES = {1, 8, 64};

    private LogBenchmark() {}

    /// Prints one line a batch size.
    @AllowedHere("a benchmark prints its figures")
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory(Path.of(arguments[0]), "log-benchmark");
        double seconds = arguments.length > 1 ? Double.parseDouble(arguments[1]) : 1;
        LocalFolder bareFolder = LocalFolder.at(folder.resolve("bare"));
        try (SegmentedLog log = SegmentedLog.open(LocalFolder.at(folder.resolve("log")), FILE_BYTES);
                DurableFile bare = bareFolder.create("bare")) {
            log.recover(Sequence.NONE, (_, _) -> {});
            fill(bare);
            for (int batch : BATCHES) {
                List<Rate> bares = new ArrayList<>();
                List<Rate> logs = new ArrayList<>();
                for (int turn = 0; turn < TURNS; turn++) {
                    bares.add(measure(seconds, bareLoop(bare, batch)));
                    logs.add(measure(seconds, appendLoop(log, batch)));
                }
                Rate bareRate = bares.stream().sorted().toList().get(TURNS / 2);
                Rate logRate = logs.stream().sorted().toList().get(TURNS / 2);
                System.out.println(String.format(
                        Locale.ROOT,
                        "batch=%d bareSyncsPerSecond=%.0f appendsPerSecond=%.0f ratio=%.2f entriesPerSecond=%.0f"
                                + " barePercentile50Micros=%d appendPercentile50Micros=%d"
                                + " appendPercentile99Micros=%d appendMaxMicros=%d",
                        batch,
                        bareRate.perSecond,
                        logRate.perSecond,
                        logRate.perSecond / bareRate.perSecond,
                        logRate.perSecond * batch,
                        bareRate.medianMicros,
                        logRate.medianMicros,
                        logRate.percentile99Micros,
                        logRate.maxMicros));
            }
        }
    }

    private interface Turn {
        void run() throws IOException;
    }

    private record Rate(double perSecond, long medianMicros, long percentile99Micros, long maxMicros)
            implements Comparable<Rate> {
        @Override
        public int compareTo(Rate other) {
            return Double.compare(perSecond, other.perSecond);
        }
    }

    private static Rate measure(double seconds, Turn turn) throws IOException {
        long[] micros = new long[1 << 20];
        int count = 0;
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        long now = start;
        while (now < end && count < micros.length) {
            turn.run();
            long then = System.nanoTime();
            micros[count++] = (then - now) / 1000;
            now = then;
        }
        Arrays.sort(micros, 0, count);
        return new Rate(count * 1e9 / (now - start), micros[count / 2], micros[count * 99 / 100], micros[count - 1]);
    }

    private static Turn bareLoop(DurableFile file, int batch) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(batch * FRAME_BYTES);
        long[] position = {0};
        return () -> {
            if (position[0] + bytes.capacity() > FILE_BYTES) {
                position[0] = 0;
            }
            file.write(bytes.clear(), position[0]);
            file.sync();
            position[0] += bytes.capacity();
        };
    }

    private static Turn appendLoop(SegmentedLog log, int batch) {
        List<ByteBuffer> entries = new ArrayList<>();
        for (int i = 0; i < batch; i++) {
            entries.add(ByteBuffer.allocate(ENTRY_BYTES));
        }
        return () -> log.append(new Sequence(log.last().value() + 1), entries);
    }

    private static void fill(DurableFile file) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
        for (long at = 0; at < FILE_BYTES; at += zeros.capacity()) {
            file.write(zeros.clear(), at);
        }
        file.sync();
    }
}
