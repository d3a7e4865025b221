// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.checkpoint;

import io.tarnfs.linux.durable.DurableFolder;
import io.tarnfs.model.identity.Sequence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.RootReference;
import org.jspecify.annotations.Nullable;

/// The state in H2's MVStore: B-trees whose pages are never changed in place, in one file.
///
/// # Publishing
/// The writer changes the maps; their newest root pages are visible to itself only. [#publish] takes the
/// roots of all maps at once and swaps one reference, so a reader sees whole commands. A published state is
/// pinned (`registerVersionUsage`) until the last view of it is closed: without that MVStore reuses the
/// space of replaced pages under a reader.
///
/// # Checkpoints
/// MVStore never commits by itself (auto-commit off, its buffer size 0, [ChunkStore#shouldSaveNow]).
/// [#checkpoint()] waits for the sync of the checkpoint before it, writes the changed pages as one chunk,
/// and leaves the sync and the [CheckpointMark] to another thread. MVStore's counts of entries
/// (`sizeAsLong`, `getKeyIndex`) are not used.
///
/// # Failure
/// After the first error of a write, sync or checksum no checkpoint is written any more: the one on the
/// disk and the log hold everything. Reads throw `UncheckedIOException` on damage and never return what was
/// damaged.
///
/// # Threads
/// [#view()] and views: any thread, no locks. Everything else: the writer.
public final class MvStateStore implements StateStore {
    /// Rewritten in a slice by itself: the writer stands still for some 20 ms.
    private static final int COMPACT_SLICE_BYTES = 4 << 20;

    /// Rewritten with a checkpoint is half of what the last one wrote, within these bounds: that much goes
    /// bad with each, and at half full a chunk gives back what rewriting it takes.
    private static final int COMPACT_WITH_CHECKPOINT_BYTES_MIN = 1 << 20;

    private static final int COMPACT_WITH_CHECKPOINT_BYTES_MAX = 16 << 20;

    /// Rewriting chunks of which more than this share is in use costs more than it gives.
    private static final int COMPACT_FILL_PERCENT = 80;

    private final CheckpointFolder folder;
    private final ChunkStore chunks;
    private final MVStore store;
    private final ExecutorService syncer;
    private final StateSettings settings;
    private final Map<String, Integer> indexes = new HashMap<>();
    private final List<MvStateMap<?, ?>> maps = new ArrayList<>();
    private volatile Published published;
    private volatile CheckpointMark durable;
    private volatile @Nullable IOException failure;
    private @Nullable Future<?> syncing;
    private Sequence written;
    private boolean unpublished;
    private boolean rewritten;
    private boolean closed;

    private MvStateStore(
            CheckpointFolder folder, ChunkStore chunks, MVStore store, ExecutorService syncer, StateSettings settings) {
        this.settings = settings;
        this.folder = folder;
        this.chunks = chunks;
        this.store = store;
        this.syncer = syncer;
        durable = folder.opened();
        written = durable.position();
        published = new Published(written, Map.of(), List.of(), store);
    }

    /// Opens the checkpoint in `folder`, which holds nothing else, or makes an empty one.
    ///
    /// @throws DamagedCheckpointException if it cannot be trusted
    public static MvStateStore open(DurableFolder folder, StateSettings settings) throws IOException {
        ExecutorService syncer = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("tarn-checkpoint-sync").factory());
        try {
            return open(folder, settings, syncer);
        } catch (IOException | RuntimeException e) {
            syncer.shutdown();
            throw e;
        }
    }

    /// Opens a store whose checkpoints `syncer` makes durable.
    static MvStateStore open(DurableFolder folder, StateSettings settings, ExecutorService syncer) throws IOException {
        CheckpointFolder files = CheckpointFolder.open(folder);
        try {
            CheckpointMark mark = files.opened();
            if (mark.version() == 0) {
                files.state().truncate(BlockFile.BLOCK_BYTES);
            }
            ChunkStore chunks = ChunkStore.open(settings, files.state(), mark);
            return new MvStateStore(files, chunks, openStore(chunks, mark), syncer, settings);
        } catch (IOException | RuntimeException e) {
            files.close();
            throw e;
        }
    }

    private static MVStore openStore(ChunkStore chunks, CheckpointMark mark) throws IOException {
        MVStore store;
        try {
            store = new MVStore.Builder()
                    .adoptFileStore(chunks)
                    .autoCommitDisabled()
                    .autoCommitBufferSize(0)
                    .open();
        } catch (RuntimeException e) {
            throw new DamagedCheckpointException(BlockFile.FILE, 0, "it cannot be opened", e);
        }
        store.setVersionsToKeep(0);
        IOException finding = chunks.finding();
        if (finding == null && !chunks.isAt(mark)) {
            finding = new DamagedCheckpointException(
                    BlockFile.FILE, 0, "the chunk of store version " + mark.version() + " is not whole", null);
        }
        if (finding != null) {
            store.closeImmediately();
            throw finding;
        }
        return store;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <K, V> StateMap<K, V> map(MapKind<K, V> kind) {
        Integer index = indexes.get(kind.name());
        return index == null ? openMap(kind) : (StateMap<K, V>) maps.get(index);
    }

    /// Readers get the new map with what the checkpoint holds of it, and none of the changes under way.
    private <K, V> StateMap<K, V> openMap(MapKind<K, V> kind) {
        MVMap<K, V> opened;
        try {
            opened = store.openMap(
                    kind.name(),
                    new MVMap.Builder<K, V>()
                            .keyType(new PageArray.Keys<>(kind))
                            .valueType(new PageArray.Values<>(kind)));
        } catch (MVStoreException e) {
            throw translated("open", kind, e);
        }
        MvStateMap<K, V> map = new MvStateMap<>(this, kind, opened);
        List<RootReference<?, ?>> roots = new ArrayList<>(published.roots());
        roots.add(opened.getRoot());
        indexes.put(kind.name(), maps.size());
        maps.add(map);
        swap(new Published(published.applied(), Map.copyOf(indexes), roots, store));
        return map;
    }

    @Override
    public Sequence checkpointed() {
        return folder.opened().position();
    }

    /// Returns the position of the newest checkpoint that is durable. Any thread.
    public Sequence durable() {
        return durable.position();
    }

    /// Returns the size of the state file in bytes, checksums excluded.
    public long fileBytes() {
        return chunks.size();
    }

    @Override
    public void publish(Sequence applied) {
        if (applied.compareTo(published.applied()) < 0) {
            throw new IllegalStateException("publish went back: applied=" + applied.value() + " before="
                    + published.applied().value());
        }
        List<RootReference<?, ?>> roots = new ArrayList<>(maps.size());
        for (MvStateMap<?, ?> map : maps) {
            roots.add(map.map().getRoot());
        }
        unpublished = false;
        swap(new Published(applied, published.indexes(), roots, store));
    }

    private void swap(Published next) {
        Published before = published;
        published = next;
        before.release();
    }

    @Override
    public StateView view() {
        while (true) {
            Published newest = published;
            if (newest.retain()) {
                return new MvStateView(this, newest);
            }
        }
    }

    @Override
    public Sequence checkpoint() throws IOException {
        checkUsable();
        if (unpublished) {
            throw new IllegalStateException("checkpoint within a command: changes are not published, applied="
                    + published.applied().value());
        }
        if (rewritten || published.applied().compareTo(written) > 0) {
            awaitSync();
            compact(Math.clamp(
                    chunks.lastBytes() / 2, COMPACT_WITH_CHECKPOINT_BYTES_MIN, COMPACT_WITH_CHECKPOINT_BYTES_MAX));
            write();
        }
        return durable.position();
    }

    private void write() throws IOException {
        Sequence position = published.applied();
        try {
            chunks.reuseFreed();
            store.commit();
        } catch (MVStoreException e) {
            throw failed("could not write a checkpoint: position=" + position.value(), e);
        }
        written = position;
        rewritten = false;
        CheckpointMark mark = chunks.mark(folder.opened().storeId(), position);
        syncing = syncer.submit(() -> {
            folder.replace(mark);
            durable = mark;
            return mark;
        });
    }

    /// Waits until the checkpoint last written is durable; there is never a second one before.
    private void awaitSync() throws IOException {
        Future<?> awaited = syncing;
        if (awaited == null) {
            return;
        }
        boolean interrupted = false;
        while (true) {
            try {
                awaited.get();
                syncing = null;
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                throw failed("could not make a checkpoint durable: position=" + written.value(), e.getCause());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean wantsCheckpoint() {
        return store.getUnsavedMemory() > settings.dirtyMebibytes() << 20;
    }

    @Override
    public void compactSlice() throws IOException {
        checkUsable();
        compact(COMPACT_SLICE_BYTES);
    }

    /// Copies pages out of the emptiest chunks, so that these are free after the next checkpoint; only then
    /// would another slice find others.
    private void compact(int bytes) throws IOException {
        long live = chunks.liveBytes();
        if (rewritten
                || chunks.size() <= 2 * live + settings.slackBytes()
                || chunks.getChunksFillRate() > COMPACT_FILL_PERCENT) {
            return;
        }
        try {
            rewritten = store.compact(COMPACT_FILL_PERCENT, bytes);
        } catch (MVStoreException e) {
            throw failed("could not compact: fileBytes=" + chunks.size() + " liveBytes=" + live, e);
        }
    }

    /// Notes that a map is about to be changed within a command.
    void changing() {
        unpublished = true;
    }

    /// Refuses to tell that a map is empty which the checkpoint holds but the writer has not opened.
    void checkNotStored(MapKind<?, ?> kind) {
        if (store.hasMap(kind.name())) {
            throw new IllegalStateException("the writer has not opened the map: map=" + kind.name());
        }
    }

    /// Turns MVStore's exception into one that says what was tried and, on damage, what was found.
    UncheckedIOException translated(String tried, MapKind<?, ?> kind, MVStoreException e) {
        // After a failed commit MVStore is closed, and every read says so: the first error is the one to tell.
        IOException found = failure == null ? chunks.finding() : failure;
        for (Throwable cause = e; found == null && cause != null; cause = cause.getCause()) {
            found = cause instanceof IOException io ? io : null;
        }
        if (found == null) {
            found = new DamagedCheckpointException(BlockFile.FILE, 0, "MVStore cannot go on", e);
        }
        failure = failure == null ? found : failure;
        return new UncheckedIOException(
                "could not " + tried + ": map=" + kind.name() + " applied="
                        + published.applied().value(),
                found);
    }

    private IOException failed(String tried, @Nullable Throwable cause) {
        IOException found = new IOException(tried, cause);
        failure = failure == null ? found : failure;
        return found;
    }

    private void checkUsable() throws IOException {
        IOException earlier = failure;
        if (earlier != null) {
            throw new IOException(
                    "no checkpoint is written any more since an earlier error: durable="
                            + durable.position().value(),
                    earlier);
        }
        if (closed) {
            throw new IllegalStateException("the store is closed");
        }
    }

    /// Writes and syncs a last checkpoint, unless an earlier error or changes of a half-done command forbid
    /// it.
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        try {
            if (!unpublished) {
                checkpoint();
                awaitSync();
            }
        } finally {
            closed = true;
            syncer.close();
            store.closeImmediately();
            folder.close();
        }
    }
}
