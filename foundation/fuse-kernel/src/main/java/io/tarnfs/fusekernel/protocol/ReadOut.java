// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.protocol;

import static io.tarnfs.fusekernel.protocol.Layouts.OUT_HEADER;
import static io.tarnfs.fusekernel.protocol.Layouts.VECTOR;
import static io.tarnfs.fusekernel.protocol.Layouts.putLong;

import io.tarnfs.fusekernel.handler.ReadReply;
import io.tarnfs.fusekernel.handler.Releasable;
import io.tarnfs.linux.memory.HugePageArena;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Reply to READ: a list of pieces for writev(2), the first being the header of the reply.
///
/// Pieces lie where the handler has them. Copies are collected behind the header in the reply buffer, and when
/// that is full in memory of their own. When the list is full the rest is copied too, so any number of pieces can
/// be added.
final class ReadOut implements ReadReply {
    /// Most entries of the list. One request of 1 MiB is eight frames of 128 KiB; more pieces come only from
    /// heavily fragmented blocks. The kernel takes up to 1024 (UIO_MAXIOV).
    static final int VECTORS_MAX = 256;

    /// The list's first entry is the header, and the last two are kept for copies: the rest of the reply buffer,
    /// then memory of its own.
    private static final int PIECES_MAX = VECTORS_MAX - 3;

    /// Zeros that holes are read from; never written. Larger holes name it several times.
    private static final MemorySegment ZEROS =
            HugePageArena.onHugePages(HugePageArena.HUGE_PAGE_SIZE).segment();

    private final MemorySegment out;
    private final MemorySegment vectors;
    private final Releasable[] owners = new Releasable[PIECES_MAX];
    private int ownerCount;
    private int vectorCount;
    private int remaining;
    private int total;
    private long bufferEnd;
    private long lastEnd;
    private @Nullable Arena overflow;
    private MemorySegment overflowRest = MemorySegment.NULL;

    ReadOut(MemorySegment out, MemorySegment vectors) {
        this.out = out;
        this.vectors = vectors;
        idle();
    }

    private void idle() {
        ownerCount = 0;
        vectorCount = 1;
        total = 0;
        remaining = 0;
        bufferEnd = OUT_HEADER;
        lastEnd = 0;
    }

    ReadOut start(int size) {
        idle();
        remaining = size;
        return this;
    }

    /// Bytes added so far.
    int total() {
        return total;
    }

    /// Entries of the list, the header's among them.
    int vectorCount() {
        return vectorCount;
    }

    @Override
    public int remaining() {
        return remaining;
    }

    @Override
    public void add(MemorySegment bytes, Releasable owner) {
        try {
            check(bytes.byteSize());
            if (bytes.isNative() && vectorCount < PIECES_MAX && ownerCount < PIECES_MAX) {
                append(bytes.address(), (int) bytes.byteSize());
                owners[ownerCount++] = owner;
                return;
            }
            addCopy(bytes);
        } catch (RuntimeException | Error e) {
            owner.release();
            throw e;
        }
        owner.release();
    }

    @Override
    public void addCopy(MemorySegment bytes) {
        check(bytes.byteSize());
        MemorySegment rest = bytes;
        if (overflow == null) {
            long fits = Math.min(rest.byteSize(), out.byteSize() - bufferEnd);
            // A gap in the list costs an entry: once only the kept ones are left, copies must go on behind the
            // last.
            if (fits > 0 && (vectorCount < PIECES_MAX + 1 || follows(out.address() + bufferEnd))) {
                MemorySegment.copy(rest, 0, out, bufferEnd, fits);
                append(out.address() + bufferEnd, (int) fits);
                bufferEnd += fits;
                rest = rest.asSlice(fits);
            }
        }
        if (rest.byteSize() > 0) {
            addToOverflow(rest);
        }
    }

    @Override
    public void addZeros(int count) {
        check(count);
        int left = count;
        while (left > 0) {
            int piece = (int) Math.min(left, ZEROS.byteSize());
            if (vectorCount < PIECES_MAX) {
                append(ZEROS.address(), piece);
            } else {
                addCopy(ZEROS.asSlice(0, piece));
            }
            left -= piece;
        }
    }

    private void addToOverflow(MemorySegment bytes) {
        if (overflow == null) {
            overflow = Arena.ofConfined();
            overflowRest = overflow.allocate(remaining);
        }
        MemorySegment.copy(bytes, 0, overflowRest, 0, bytes.byteSize());
        append(overflowRest.address(), (int) bytes.byteSize());
        overflowRest = overflowRest.asSlice(bytes.byteSize());
    }

    private void check(long size) {
        if (size > remaining || size < 0) {
            throw new IllegalStateException("more than was asked for: size=" + size + " remaining=" + remaining);
        }
    }

    private boolean follows(long address) {
        return vectorCount > 1 && lastEnd == address;
    }

    private void append(long address, int size) {
        if (size == 0) {
            return;
        }
        if (follows(address)) {
            long entry = (long) (vectorCount - 1) * VECTOR;
            putLong(vectors, entry + 8, Layouts.getLong(vectors, entry + 8) + size);
        } else {
            long entry = (long) vectorCount * VECTOR;
            putLong(vectors, entry, address);
            putLong(vectors, entry + 8, size);
            vectorCount++;
        }
        lastEnd = address + size;
        remaining -= size;
        total += size;
    }

    /// Gives every reference back and forgets the pieces; to be called on the thread that added them.
    void release() {
        for (int index = 0; index < ownerCount; index++) {
            owners[index].release();
            owners[index] = Releasable.NOTHING;
        }
        if (overflow != null) {
            overflow.close();
            overflow = null;
            overflowRest = MemorySegment.NULL;
        }
        idle();
    }
}
