// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.blockcache;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One read of frames on its way. For one thread.
///
/// Each frame is in one of four states: not looked at, got, claimed by us for loading, or awaited from
/// another. It has room for all frames from the start; what it got carries that room on to the reader.
final class Gathering {
    private final FrameTable table;
    private final Semaphore room;
    private final FrameKey first;
    private final FrameLoader loader;
    private final @Nullable FrameBuffer[] got;
    private final @Nullable Flight[] claimed;
    private final @Nullable Flight[] awaited;
    private boolean finished;

    Gathering(FrameTable table, Semaphore room, FrameKey first, int count, FrameLoader loader) {
        this.table = table;
        this.room = room;
        this.first = first;
        this.loader = loader;
        this.got = new @Nullable FrameBuffer[count];
        this.claimed = new @Nullable Flight[count];
        this.awaited = new @Nullable Flight[count];
    }

    boolean isComplete() {
        return Stream.of(got).allMatch(Objects::nonNull);
    }

    /// Gets what is in memory, joins what is on its way, claims the rest.
    void look() {
        for (int i = 0; i < got.length; i++) {
            if (got[i] == null) {
                lookAt(i);
            }
        }
    }

    /// Claims what is neither in memory nor on its way.
    ///
    /// @return how many frames
    int claim() {
        int count = 0;
        for (int i = 0; i < got.length; i++) {
            FrameKey key = first.plus(i);
            Flight ours = new Flight();
            if (table.isPresent(key) || table.claim(key, ours) != null) {
                continue;
            }
            claimed[i] = ours;
            if (table.isPresent(key)) {
                takeBackClaim(i, ours);
            } else {
                count++;
            }
        }
        return count;
    }

    /// Loads what is claimed, one call of the loader for each stretch without a gap.
    void load() throws IOException, InterruptedException {
        int from = 0;
        while (from < claimed.length) {
            int to = from;
            while (to < claimed.length && claimed[to] != null) {
                to++;
            }
            if (to > from) {
                loadStretch(from, to);
            }
            from = to + 1;
        }
    }

    /// Waits for what others load. What they gave up stays to be looked at again.
    void await() throws IOException, InterruptedException {
        for (int i = 0; i < awaited.length; i++) {
            Flight flight = awaited[i];
            if (flight == null) {
                continue;
            }
            Flight.Landing landing = flight.await();
            awaited[i] = null;
            switch (landing) {
                case Flight.Landing.Loaded(FrameBuffer buffer) -> got[i] = buffer;
                case Flight.Landing.Failed(Throwable failure) -> throwAgain(failure);
                case Flight.Landing.GivenUp _ -> {}
            }
        }
    }

    /// Hands over what was got.
    FrameRun finish() {
        finished = true;
        return new FrameRun(gotten());
    }

    /// Ends all that is still open, and gives back the room of frames that were not handed over.
    void abandon() {
        for (int i = 0; i < got.length; i++) {
            Flight ours = claimed[i];
            if (ours != null) {
                takeBackClaim(i, ours);
            }
            Flight others = awaited[i];
            if (others != null) {
                awaited[i] = null;
                others.leave();
            }
        }
        List<FrameBuffer> held = gotten();
        room.release(got.length - held.size());
        if (!finished) {
            held.forEach(FrameBuffer::release);
        }
    }

    private void lookAt(int i) {
        FrameKey key = first.plus(i);
        if (getIfPresent(i, key)) {
            return;
        }
        Flight ours = new Flight();
        Flight others = table.claim(key, ours);
        if (others != null) {
            // One that has just ended is looked for in memory at the next round.
            if (others.join()) {
                awaited[i] = others;
                table.counters().shared.increment();
            }
            return;
        }
        claimed[i] = ours;
        // A load may have ended between the look and the claim, and its frame is in memory.
        if (getIfPresent(i, key)) {
            takeBackClaim(i, ours);
        }
    }

    private void takeBackClaim(int i, Flight ours) {
        claimed[i] = null;
        table.unclaim(first.plus(i), ours);
        ours.givenUp();
    }

    private boolean getIfPresent(int i, FrameKey key) {
        FrameBuffer buffer = table.retained(key);
        if (buffer == null) {
            return false;
        }
        got[i] = buffer;
        table.counters().hits.increment();
        return true;
    }

    private void loadStretch(int from, int to) throws IOException, InterruptedException {
        List<FrameBuffer> buffers = new ArrayList<>(to - from);
        try {
            while (buffers.size() < to - from) {
                buffers.add(table.takeMemory());
            }
            List<MemorySegment> targets =
                    buffers.stream().map(FrameBuffer::target).toList();
            share(buffers, loader.load(first.plus(from), targets));
        } catch (Throwable e) {
            buffers.forEach(FrameBuffer::dropReference);
            fail(from, to, e);
            throw e;
        }
        for (int i = from; i < to; i++) {
            land(i, buffers.get(i - from));
        }
        table.counters().misses.add(to - from);
    }

    /// Tells each buffer how many of the loaded bytes are its own.
    private void share(List<FrameBuffer> buffers, long bytes) {
        long full = (long) (buffers.size() - 1) * BlockCache.FRAME_BYTES;
        if (bytes <= full || bytes > full + BlockCache.FRAME_BYTES) {
            throw new IllegalStateException("a loader of frames brought an impossible count: bytes=" + bytes
                    + " frames=" + buffers.size() + " first=" + first);
        }
        for (FrameBuffer buffer : buffers.subList(0, buffers.size() - 1)) {
            buffer.loaded(BlockCache.FRAME_BYTES);
        }
        buffers.getLast().loaded((int) (bytes - full));
    }

    /// In this order, so that who looks in memory, claims and looks again cannot miss the frame.
    private void land(int i, FrameBuffer buffer) {
        Flight flight = Objects.requireNonNull(claimed[i]);
        FrameKey key = first.plus(i);
        got[i] = buffer;
        table.admit(key, buffer);
        claimed[i] = null;
        table.unclaim(key, flight);
        flight.loaded(buffer);
    }

    private void fail(int from, int to, Throwable failure) {
        table.counters().failedLoads.increment();
        for (int i = from; i < to; i++) {
            Flight flight = Objects.requireNonNull(claimed[i]);
            claimed[i] = null;
            table.unclaim(first.plus(i), flight);
            // That this thread was interrupted is nobody else's failure.
            if (failure instanceof InterruptedIOException || failure instanceof InterruptedException) {
                flight.givenUp();
            } else {
                flight.failed(failure);
            }
        }
    }

    private List<FrameBuffer> gotten() {
        return Stream.of(got)
                .<FrameBuffer>mapMulti((buffer, sink) -> {
                    if (buffer != null) {
                        sink.accept(buffer);
                    }
                })
                .toList();
    }

    /// Throws what another's loader threw: an `IOException`, or a mistake of its programmer.
    private static void throwAgain(Throwable failure) throws IOException {
        switch (failure) {
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException("a loader threw what it cannot", failure);
        }
    }
}
