// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.content;

import io.tarnfs.model.content.Extent;
import io.tarnfs.model.content.Location;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.mount.openfile.ContentWriter;
import io.tarnfs.mount.openfile.DirtyRun;
import io.tarnfs.mount.session.ObjectIdLease;
import io.tarnfs.objectstore.Grant;
import io.tarnfs.objectstore.PutAnswer;
import io.tarnfs.objectstore.StoreException;
import io.tarnfs.objectstore.StoreKey;
import io.tarnfs.sealing.Part;
import io.tarnfs.sealing.SealedObject;
import io.tarnfs.sealing.Sealer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// Seals flushed bytes into objects and puts them into the store, several at a time.
///
/// An object's id is used once: a flush that is tried again leases new ids, and objects of the failed try are
/// unlisted and swept.
public final class SealedContentWriter implements ContentWriter {
    private final VolumeStore volume;
    private final Sealer sealer;
    private final ObjectIdLease ids;
    private final StorePool pool;

    /// Writes to a volume's store under leased ids.
    public SealedContentWriter(VolumeStore volume, Sealer sealer, ObjectIdLease ids, StorePool pool) {
        this.volume = volume;
        this.sealer = sealer;
        this.ids = ids;
        this.pool = pool;
    }

    @Override
    public List<Extent> store(InodeId inode, List<List<DirtyRun>> objects) throws IOException {
        List<Callable<List<Extent>>> tasks = new ArrayList<>(objects.size());
        for (List<DirtyRun> runs : objects) {
            tasks.add(() -> storeOne(inode, runs));
        }
        try {
            return pool.runAll(tasks).stream().flatMap(List::stream).toList();
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.FULL) {
                throw new NoSpaceException("the object store is full: inode=" + inode.value(), e);
            }
            throw e;
        }
    }

    private List<Extent> storeOne(InodeId inode, List<DirtyRun> runs) throws IOException {
        ObjectIdLease.LeasedId id = ids.next();
        List<Part> parts = new ArrayList<>(runs.size());
        List<MemorySegment> plaintext = new ArrayList<>();
        long bytes = 0;
        for (DirtyRun run : runs) {
            parts.add(new Part(inode, run.block(), run.offset(), run.length()));
            plaintext.addAll(run.pieces());
            bytes += run.length();
        }
        int headerBytes = sealAndPut(id, parts, plaintext, Sealer.sealedBytesMax(parts.size(), bytes));
        List<Extent> extents = new ArrayList<>(runs.size());
        long at = 0;
        for (DirtyRun run : runs) {
            Location.Stored location = new Location.Stored(id.object(), id.rangeSalt(), headerBytes, at);
            extents.add(new Extent(run.block(), run.offset(), run.length(), location));
            at += run.length();
        }
        return extents;
    }

    private int sealAndPut(
            ObjectIdLease.LeasedId id, List<Part> parts, List<MemorySegment> plaintext, long sealedBytesMax)
            throws IOException {
        try (ThreadBuffer buffer = ThreadBuffer.ofBytes(sealedBytesMax)) {
            SealedObject sealed = sealer.seal(id.object(), parts, plaintext, buffer.memory());
            StoreKey key = volume.key(id.object(), id.rangeSalt());
            PutAnswer answer = volume.store().put(Grant.WHOLE_STORE, key, List.of(sealed.bytes()));
            return switch (answer) {
                case STORED -> sealed.headerBytes();
                case EXISTS ->
                    throw new IOException("the store has an object under a fresh id, which nobody may have used: key="
                            + key.value() + "; it was not overwritten");
            };
        }
    }
}
