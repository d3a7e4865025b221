// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.objectstore;

import io.tarnfs.linux.durable.DurableFile;
import io.tarnfs.linux.durable.DurableFolder;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.nio.file.NoSuchFileException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/// An object store in a directory of this machine: the key is the path of the file.
///
/// ## How an object becomes durable
/// The bytes go into a temporary file *in the folder of the object*, that file is synced, linked to its
/// name unless the name is taken, and the folder is synced; a folder that had to be made was made
/// durable in its parent before. Only then `STORED` is answered. So a name in the store always stands
/// for whole, synced bytes, and what a power cut takes was never acknowledged. `EXISTS` is answered
/// after a sync of the folder too, because the put that made the name may have died before its own.
///
/// ## After a failed sync
/// A folder whose sync failed takes no more puts until the store is opened again; the upload is
/// repeated by its owner under a new object id, which lies in another folder almost always.
///
/// ## Temporary files
/// Their names carry a tag of this opening. Those of other openings are stale and are swept; where two
/// processes share the directory, one may sweep the file of a put in flight of the other, which then
/// fails with kind `RETRY`.
///
/// All methods may be called from any thread; nothing is locked while bytes are read or written.
public final class DirectoryStore implements ObjectStore {
    private static final Logger LOG = System.getLogger(DirectoryStore.class.getName());
    private static final String TEMPORARY_PREFIX = ".tmp-";

    /// A byte buffer cannot be longer than 2 GiB - 1, so longer segments go in steps.
    private static final long STEP_BYTES_MAX = 1L << 30;

    private final DirectoryTree tree;
    private final String location;
    private final String ownTemporaryPrefix;
    private final AtomicLong nextTemporary = new AtomicLong();

    private DirectoryStore(DurableFolder root, String location, long tag) {
        this.tree = new DirectoryTree(root);
        this.location = location;
        this.ownTemporaryPrefix = TEMPORARY_PREFIX + HexFormat.of().toHexDigits(tag) + "-";
    }

    /// Opens the store and sweeps what dead openings have left.
    ///
    /// @param location how messages name the store
    /// @param sweeper runs the sweep, which lists every folder; `Runnable::run` to have it done on
    ///     return
    /// @param random   gives the tag of this opening
    public static DirectoryStore open(DurableFolder root, String location, Executor sweeper, RandomGenerator random) {
        DirectoryStore store = new DirectoryStore(root, location, random.nextLong());
        sweeper.execute(store::sweepLogged);
        return store;
    }

    @Override
    public PutAnswer put(Grant grant, StoreKey key, List<MemorySegment> content) throws StoreException {
        long sizeBytes = content.stream().mapToLong(MemorySegment::byteSize).sum();
        String path = DirectoryTree.parentOf(key.value());
        String name = DirectoryTree.nameOf(key.value());
        try {
            DurableFolder folder = tree.make(path);
            boolean stored = !folder.exists(name) && write(folder, name, content);
            tree.sync(path, folder);
            return stored ? PutAnswer.STORED : PutAnswer.EXISTS;
        } catch (NoSuchFileException e) {
            String detail = "the temporary file or its folder was taken away by another process";
            throw new StoreException(StoreException.Kind.RETRY, "put", key.value(), detail, e);
        } catch (IOException e) {
            throw trouble("put", key.value(), sizeBytes, e);
        }
    }

    @Override
    public ReadAnswer read(Grant grant, StoreKey key, long offset, MemorySegment target) throws StoreException {
        if (offset < 0) {
            throw new IllegalArgumentException("offset=" + offset);
        }
        String name = DirectoryTree.nameOf(key.value());
        try {
            DurableFolder folder = tree.find(DirectoryTree.parentOf(key.value()));
            return folder == null || folder.isFolder(name) ? Absent.ABSENT : read(folder, name, offset, target);
        } catch (NoSuchFileException e) {
            return Absent.ABSENT;
        } catch (IOException e) {
            throw trouble("read", key.value(), 0, e);
        }
    }

    @Override
    public HeadAnswer head(Grant grant, StoreKey key) throws StoreException {
        String name = DirectoryTree.nameOf(key.value());
        try {
            DurableFolder folder = tree.find(DirectoryTree.parentOf(key.value()));
            if (folder == null || folder.isFolder(name)) {
                return Absent.ABSENT;
            }
            try (DurableFile file = folder.openForRead(name)) {
                return new HeadAnswer.Present(file.size());
            }
        } catch (NoSuchFileException e) {
            return Absent.ABSENT;
        } catch (IOException e) {
            throw trouble("head", key.value(), 0, e);
        }
    }

    @Override
    public void delete(Grant grant, StoreKey key) throws StoreException {
        String path = DirectoryTree.parentOf(key.value());
        String name = DirectoryTree.nameOf(key.value());
        try {
            DurableFolder folder = tree.find(path);
            if (folder != null && !folder.isFolder(name)) {
                folder.delete(name);
                // Also when it was gone: the delete that took it may have died before its sync.
                tree.sync(path, folder);
            }
        } catch (IOException e) {
            throw trouble("delete", key.value(), 0, e);
        }
    }

    @Override
    public ListPage list(Grant grant, KeyPrefix prefix, Optional<StoreKey> after, int limit) throws StoreException {
        if (limit < 1 || limit > PAGE_OBJECTS_MAX) {
            throw new IllegalArgumentException("limit=" + limit + " allowed=1.." + PAGE_OBJECTS_MAX);
        }
        try {
            return new DirectoryListing(tree, prefix, after, limit).page();
        } catch (IOException e) {
            throw trouble("list", location, 0, e);
        }
    }

    /// Deletes the temporary files of other openings.
    ///
    /// @return how many were deleted
    public long sweepTemporaries() throws StoreException {
        try {
            return sweep(tree.root());
        } catch (IOException e) {
            throw trouble("sweep", location, 0, e);
        }
    }

    /// Does nothing: a directory store holds no file open between calls.
    @Override
    public void close() {}

    @Override
    public String toString() {
        return "directory store " + location;
    }

    /// @return false if the name is taken
    private boolean write(DurableFolder folder, String name, List<MemorySegment> content) throws IOException {
        String temporary = ownTemporaryPrefix + nextTemporary.getAndIncrement();
        boolean renamed;
        try {
            writeSynced(folder, temporary, content);
            renamed = folder.renameIfAbsent(temporary, name);
        } catch (IOException e) {
            deleteTemporary(folder, temporary, e);
            throw e;
        }
        if (!renamed) {
            // If this fails the next opening sweeps it; the answer is an error meanwhile, which may be repeated.
            folder.delete(temporary);
        }
        return renamed;
    }

    private static void writeSynced(DurableFolder folder, String temporary, List<MemorySegment> content)
            throws IOException {
        try (DurableFile file = folder.create(temporary)) {
            long at = 0;
            for (MemorySegment segment : content) {
                writeSegment(file, segment, at);
                at += segment.byteSize();
            }
            file.sync();
        }
    }

    private static void writeSegment(DurableFile file, MemorySegment segment, long position) throws IOException {
        for (long at = 0; at < segment.byteSize(); at += STEP_BYTES_MAX) {
            long step = Math.min(STEP_BYTES_MAX, segment.byteSize() - at);
            file.write(segment.asSlice(at, step).asByteBuffer(), position + at);
        }
    }

    private static ReadAnswer read(DurableFolder folder, String name, long offset, MemorySegment target)
            throws IOException {
        try (DurableFile file = folder.openForRead(name)) {
            long total = 0;
            while (total < target.byteSize()) {
                long step = Math.min(STEP_BYTES_MAX, target.byteSize() - total);
                int count = file.read(target.asSlice(total, step).asByteBuffer(), offset + total);
                total += count;
                if (count < step) {
                    break;
                }
            }
            return new ReadAnswer.Read(total);
        }
    }

    /// Cleans up after a failure, which carries the failure of the cleaning up; the next opening sweeps
    /// what stays.
    private static void deleteTemporary(DurableFolder folder, String temporary, IOException failure) {
        try {
            folder.delete(temporary);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private void sweepLogged() {
        try {
            long count = sweepTemporaries();
            if (count > 0) {
                LOG.log(Level.INFO, "swept temporary files: store={0} count={1}", location, count);
            }
        } catch (StoreException e) {
            LOG.log(Level.WARNING, "temporary files were not swept, the next opening tries again", e);
        }
    }

    private long sweep(DurableFolder folder) throws IOException {
        long count = 0;
        for (String name : folder.list()) {
            if (name.startsWith(TEMPORARY_PREFIX)) {
                count += !name.startsWith(ownTemporaryPrefix) && folder.delete(name) ? 1 : 0;
            } else if (folder.isFolder(name)) {
                count += sweep(folder.folder(name));
            }
        }
        return count;
    }

    private StoreException trouble(String tried, String where, long neededBytes, IOException cause) {
        return DirectoryTrouble.of(tried, where, tree.root(), neededBytes, cause);
    }
}
