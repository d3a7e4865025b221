// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.content;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.tarnfs.model.content.Location;
import io.tarnfs.model.identity.ObjectId;
import io.tarnfs.model.metrics.Metrics;
import io.tarnfs.objectstore.Absent;
import io.tarnfs.objectstore.Grant;
import io.tarnfs.objectstore.ReadAnswer;
import io.tarnfs.objectstore.StoreKey;
import io.tarnfs.sealing.ByteRange;
import io.tarnfs.sealing.FrameRange;
import io.tarnfs.sealing.ObjectHeader;
import io.tarnfs.sealing.Opener;
import io.tarnfs.sealing.SealingException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Fetches frames of objects from the store and opens them. Runs on threads of the [StorePool] only.
///
/// Headers are kept, newest use last; `lock` guards them and is held for a look-up only. Damage is counted
/// and logged here, once for each time it was met.
final class ObjectFetcher {
    private static final System.Logger LOG = System.getLogger(ObjectFetcher.class.getName());

    /// A header of a 4 MiB object takes about 1 KiB of heap: 16 MiB for 64 GiB of data in use.
    private static final int HEADERS_MAX = 16_384;

    /// A first read that begins so near the front of an object fetches header and frames in one request.
    private static final long ONE_REQUEST_BYTES_MAX = 1L << 20;

    private final VolumeStore volume;
    private final Opener opener;
    private final Metrics.Counter damaged;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<HeaderName, ObjectHeader> headers = new LinkedHashMap<>(1024, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<HeaderName, ObjectHeader> eldest) {
            return size() > HEADERS_MAX;
        }
    };

    /// An object by id and salt of its range: after a restore of the metadata an id may be leased again.
    private record HeaderName(ObjectId object, long rangeSalt) {
        static HeaderName of(Location.Stored location) {
            return new HeaderName(location.object(), location.rangeSalt());
        }
    }

    ObjectFetcher(VolumeStore volume, Opener opener, Metrics metrics) {
        this.volume = volume;
        this.opener = opener;
        this.damaged = metrics.counter(
                "tarn_mount_damaged_objects_total", "Reads that met an object whose bytes are not what was stored");
    }

    /// Fetches and opens frames that follow each other.
    ///
    /// @param targets one for each frame, each large enough for a frame
    /// @return how many plain bytes the frames have together
    /// @throws NoSuchFileException if the object is not there
    /// @throws IOException if the store failed or the object is damaged
    long fetch(Location.Stored location, FrameRange frames, List<MemorySegment> targets) throws IOException {
        try {
            ObjectHeader known = knownHeader(location);
            long plainEnd = (long) frames.end() * ObjectHeader.FRAME_BYTES;
            if (known == null && plainEnd <= ONE_REQUEST_BYTES_MAX) {
                return fetchWithHeader(location, frames, plainEnd, targets);
            }
            ObjectHeader header = known == null ? fetchHeader(location) : known;
            ByteRange range = header.bytesOf(frames);
            try (ThreadBuffer buffer = ThreadBuffer.ofBytes(range.length())) {
                MemorySegment sealed =
                        read(location, range.offset(), buffer.memory().asSlice(0, range.length()));
                return open(header, frames, range, sealed, targets);
            }
        } catch (SealingException | ShortObjectException e) {
            damaged.increment();
            LOG.log(
                    Level.ERROR,
                    "a stored object is damaged and was not read: key="
                            + key(location).value(),
                    e);
            throw new IOException(
                    "a stored object is damaged: key=" + key(location).value(), e);
        }
    }

    private long fetchWithHeader(
            Location.Stored location, FrameRange frames, long plainEnd, List<MemorySegment> targets)
            throws IOException, SealingException {
        long bytes = ObjectHeader.bytesToFetch(location.headerLength(), plainEnd);
        try (ThreadBuffer buffer = ThreadBuffer.ofBytes(bytes)) {
            MemorySegment beginning = read(location, 0, buffer.memory().asSlice(0, bytes));
            ObjectHeader header = keep(location, opener.header(location.object(), beginning));
            ByteRange range = header.bytesOf(frames);
            if (range.end() > beginning.byteSize()) {
                throw new ShortObjectException(header, beginning.byteSize(), range.end());
            }
            MemorySegment sealed = beginning.asSlice(range.offset(), range.length());
            return open(header, frames, range, sealed, targets);
        }
    }

    private ObjectHeader fetchHeader(Location.Stored location) throws IOException, SealingException {
        try (ThreadBuffer buffer = ThreadBuffer.ofBytes(location.headerLength())) {
            MemorySegment beginning = read(location, 0, buffer.memory().asSlice(0, location.headerLength()));
            return keep(location, opener.header(location.object(), beginning));
        }
    }

    private long open(
            ObjectHeader header, FrameRange frames, ByteRange range, MemorySegment sealed, List<MemorySegment> targets)
            throws IOException, SealingException {
        if (sealed.byteSize() < range.length()) {
            throw new ShortObjectException(header, sealed.byteSize(), range.length());
        }
        long total = 0;
        for (int i = 0; i < frames.count(); i++) {
            FrameRange one = new FrameRange(frames.first() + i, 1);
            ByteRange where = header.bytesOf(one);
            MemorySegment stored = sealed.asSlice(where.offset() - range.offset(), where.length());
            total += opener.open(header, one, stored, targets.get(i));
        }
        return total;
    }

    /// Returns the part of `target` that the store could fill.
    private MemorySegment read(Location.Stored location, long offset, MemorySegment target) throws IOException {
        StoreKey key = key(location);
        return switch (volume.store().read(Grant.WHOLE_STORE, key, offset, target)) {
            case ReadAnswer.Read(long count) -> target.asSlice(0, count);
            case Absent.ABSENT -> throw new NoSuchFileException(key.value());
        };
    }

    /// An object has fewer bytes than its own header says.
    private static final class ShortObjectException extends IOException {
        private static final long serialVersionUID = 1;

        ShortObjectException(ObjectHeader header, long have, long want) {
            super("a stored object ends too early: " + header + " have=" + have + " want=" + want);
        }
    }

    private StoreKey key(Location.Stored location) {
        return volume.key(location.object(), location.rangeSalt());
    }

    private @Nullable ObjectHeader knownHeader(Location.Stored location) {
        lock.lock();
        try {
            return headers.get(HeaderName.of(location));
        } finally {
            lock.unlock();
        }
    }

    private ObjectHeader keep(Location.Stored location, ObjectHeader header) {
        lock.lock();
        try {
            headers.put(HeaderName.of(location), header);
            return header;
        } finally {
            lock.unlock();
        }
    }
}
