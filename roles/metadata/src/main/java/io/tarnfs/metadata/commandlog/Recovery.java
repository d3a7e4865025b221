// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.commandlog;

import io.tarnfs.linux.durable.DurableFile;
import io.tarnfs.model.identity.Epoch;
import io.tarnfs.model.identity.Sequence;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the segments in a folder hold, found and judged before anything is changed or replayed.
final class Recovery {
    private final SegmentFolder folder;
    private final Sequence applied;
    private final List<Found> all = new ArrayList<>();
    private int neededFrom;
    private Extent end = new Extent(1, 0, 1, 0);

    private Recovery(SegmentFolder folder, Sequence applied) {
        this.folder = folder;
        this.applied = applied;
    }

    /// A segment by its name, with its header unless that is unreadable and not needed.
    private record Found(Epoch epoch, @Nullable SegmentHeader header) {
        String name() {
            return SegmentFolder.name(epoch);
        }

        Sequence first() {
            return header == null ? Sequence.NONE : header.first();
        }
    }

    /// How far a segment is readable.
    ///
    /// @param next       sequence of the first entry that is not
    /// @param offset     where its frame would be
    /// @param tailFirst  sequence of the first entry of the last batch, `next` if there is none
    /// @param tailOffset where that batch begins
    private record Extent(long next, long offset, long tailFirst, long tailOffset) {}

    /// Reads every segment with an entry behind `applied`.
    ///
    /// @throws DamagedLogException if an entry that was acknowledged is missing or unreadable
    static Recovery survey(SegmentFolder folder, Sequence applied) throws IOException {
        Recovery recovery = new Recovery(folder, applied);
        recovery.findNeeded(folder.open());
        recovery.check();
        return recovery;
    }

    /// Returns the epochs of all segments in the folder, ascending.
    List<Epoch> epochs() {
        return all.stream().map(Found::epoch).toList();
    }

    /// Returns the first sequence of each segment; 0 where the header is unreadable and not needed.
    List<Sequence> firsts() {
        return all.stream().map(Found::first).toList();
    }

    Epoch nextEpoch() {
        return new Epoch(all.isEmpty() ? 1 : all.getLast().epoch().value() + 1);
    }

    /// Returns the sequence of the last whole entry.
    Sequence last() {
        return new Sequence(end.next - 1);
    }

    /// Returns the sequence of the first entry of the last batch, or of the entry to come if the last
    /// segment has none.
    Sequence tailFirst() {
        return new Sequence(end.tailFirst);
    }

    /// Returns copies of the entries of the last batch, as far as they are whole.
    List<ByteBuffer> tail() throws IOException {
        List<ByteBuffer> tail = new ArrayList<>();
        if (end.tailFirst < end.next) {
            Found found = all.getLast();
            read(found, new Extent(end.tailFirst, end.tailOffset, 0, 0), end.next, (_, entry) -> {
                tail.add(ByteBuffer.allocate(entry.remaining()).put(entry).flip());
            });
        }
        return tail;
    }

    /// Hands on the entries behind `applied`, in order.
    void replay(MetadataLog.Replay replay) throws IOException {
        for (int i = neededFrom; i < all.size(); i++) {
            Found found = all.get(i);
            read(
                    found,
                    new Extent(found.first().value(), SegmentHeader.BYTES, 0, 0),
                    Math.min(end.next, firstBehind(i)),
                    (sequence, entry) -> {
                        if (sequence.compareTo(applied) > 0) {
                            replay.entry(sequence, entry);
                        }
                    });
        }
    }

    private void read(Found found, Extent from, long until, MetadataLog.Replay taker) throws IOException {
        try (DurableFile file = folder.openForRead(found.epoch())) {
            SegmentReader reader = new SegmentReader(file, header(found.epoch()));
            long offset = from.offset;
            for (long sequence = from.next; sequence < until; sequence++) {
                Frames.Frame frame = reader.at(offset);
                if (frame == null || frame.sequence() != sequence) {
                    throw new DamagedLogException(found.name(), offset, "entry " + sequence + " changed after a check");
                }
                taker.entry(new Sequence(sequence), reader.entry(offset, frame));
                offset += frame.size();
            }
        }
    }

    private void findNeeded(List<Epoch> epochs) throws IOException {
        boolean reached = false;
        for (Epoch epoch : epochs.reversed()) {
            if (reached) {
                all.addFirst(new Found(epoch, headerIfReadable(epoch)));
                neededFrom++;
            } else {
                SegmentHeader header = header(epoch);
                all.addFirst(new Found(epoch, header));
                reached = header.first().value() <= applied.value() + 1;
            }
        }
        if (!reached && !all.isEmpty()) {
            throw new DamagedLogException(
                    all.getFirst().name(),
                    0,
                    "it is the oldest and begins with entry "
                            + all.getFirst().first().value() + ", but the checkpoint holds only those up to "
                            + applied.value());
        }
        if (!reached && applied.value() > 0) {
            throw new DamagedLogException(
                    "", 0, "there is no segment, but the checkpoint holds entries up to " + applied.value());
        }
    }

    private @Nullable SegmentHeader headerIfReadable(Epoch epoch) throws IOException {
        try {
            return header(epoch);
        } catch (DamagedLogException e) {
            // Everything in it is in the checkpoint and in no way needed: it goes with the next release.
            return null;
        }
    }

    private SegmentHeader header(Epoch epoch) throws IOException {
        String name = SegmentFolder.name(epoch);
        ByteBuffer sector = ByteBuffer.allocate(SegmentHeader.BYTES);
        try (DurableFile file = folder.openForRead(epoch)) {
            file.read(sector, 0);
            SegmentHeader header = SegmentHeader.read(name, sector.flip());
            if (!header.epoch().equals(epoch)) {
                throw new DamagedLogException(
                        name, 0, "by its header it is segment " + header.epoch().value());
            }
            if (file.size() < header.fileBytes()) {
                throw new DamagedLogException(
                        name, file.size(), "it was cut short, its header says bytes=" + header.fileBytes());
            }
            return header;
        }
    }

    private void check() throws IOException {
        for (int i = neededFrom; i < all.size(); i++) {
            end = checkSegment(all.get(i), firstBehind(i));
        }
        if (end.next - 1 < applied.value()) {
            throw new DamagedLogException(
                    all.getLast().name(),
                    end.offset,
                    "the log ends with entry " + (end.next - 1) + ", but the checkpoint holds those up to "
                            + applied.value());
        }
    }

    /// Returns the first sequence of the segment behind the one at `index`; the largest number if it is the
    /// last.
    private long firstBehind(int index) {
        return index + 1 < all.size() ? all.get(index + 1).first().value() : Long.MAX_VALUE;
    }

    private Extent checkSegment(Found found, long behind) throws IOException {
        try (DurableFile file = folder.openForRead(found.epoch())) {
            SegmentReader reader = new SegmentReader(file, header(found.epoch()));
            long next = found.first().value();
            long offset = SegmentHeader.BYTES;
            long batch = next;
            long tailFirst = next;
            long tailOffset = offset;
            while (next < behind) {
                Frames.Frame frame = reader.at(offset);
                if (frame == null || frame.sequence() != next) {
                    break;
                }
                if (frame.batchFirst() == next) {
                    tailFirst = next;
                    tailOffset = offset;
                }
                next++;
                offset += frame.size();
                batch = frame.batchOfNext();
            }
            if (behind == Long.MAX_VALUE) {
                checkNothingBehind(found, batch, offset, reader);
            } else if (next < behind) {
                throw new DamagedLogException(
                        found.name(),
                        offset,
                        "entry " + next + " is unreadable, but the next segment begins with entry " + behind);
            }
            return new Extent(next, offset, tailFirst, tailOffset);
        }
    }

    /// Only the batch in flight can be torn: its frames may be readable or not, no other may be.
    private static void checkNothingBehind(Found found, long inFlight, long offset, SegmentReader reader)
            throws IOException {
        long beyond = reader.findOutside(inFlight, offset);
        if (beyond >= 0) {
            throw new DamagedLogException(
                    found.name(), offset, "a frame is unreadable, but a later batch is whole at offset " + beyond);
        }
    }
}
