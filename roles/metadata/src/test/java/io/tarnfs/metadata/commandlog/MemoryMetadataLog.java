// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.commandlog;

import io.tarnfs.model.identity.Sequence;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// A [MetadataLog] in memory, for tests. It outlives [#close()], so that a restart can be played with the
/// same instance.
public final class MemoryMetadataLog implements MetadataLog {
    private final List<byte[]> entries = new ArrayList<>();
    private long released;
    private boolean recovered;
    private boolean failing;

    /// Makes all appends from now on fail, as a broken disk does.
    public synchronized void fail() {
        failing = true;
    }

    /// Returns the sequence of the last entry.
    public synchronized Sequence last() {
        return new Sequence(released + entries.size());
    }

    @Override
    public void recover(Sequence applied, Replay replay) throws IOException {
        List<byte[]> behind;
        synchronized (this) {
            if (applied.value() < released || applied.value() > last().value()) {
                throw new IOException("log does not reach the checkpoint: applied=" + applied.value() + " released="
                        + released + " last=" + last().value());
            }
            behind = List.copyOf(entries.subList(Math.toIntExact(applied.value() - released), entries.size()));
            recovered = true;
        }
        long sequence = applied.value();
        for (byte[] entry : behind) {
            sequence++;
            replay.entry(new Sequence(sequence), ByteBuffer.wrap(entry).asReadOnlyBuffer());
        }
    }

    @Override
    public synchronized void append(Sequence first, List<ByteBuffer> batch) throws IOException {
        if (!recovered || batch.isEmpty() || first.value() != last().value() + 1) {
            throw new IllegalStateException("append out of order: recovered=" + recovered + " entries=" + batch.size()
                    + " first=" + first.value() + " last=" + last().value());
        }
        if (failing) {
            throw new IOException("append failed as the test asked: first=" + first.value());
        }
        for (ByteBuffer entry : batch) {
            byte[] copy = new byte[entry.remaining()];
            entry.duplicate().get(copy);
            entries.add(copy);
        }
    }

    @Override
    public synchronized void release(Sequence checkpointed) {
        long drop = Math.min(checkpointed.value() - released, entries.size());
        if (drop > 0) {
            entries.subList(0, Math.toIntExact(drop)).clear();
            released += drop;
        }
    }

    @Override
    public synchronized void close() {
        recovered = false;
    }
}
