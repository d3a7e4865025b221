// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.checkpoint;

import io.tarnfs.model.identity.Sequence;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipOutputStream;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.RandomAccessStore;
import org.h2.mvstore.SFChunk;
import org.jspecify.annotations.Nullable;

/// The file layer of MVStore, over a [BlockFile].
///
/// # What counts is named from outside
/// MVStore finds its newest chunk by a header in the file and, after an unclean stop, by looking for chunks
/// that seem whole, with 16-bit checks: a chunk torn by a power cut may pass. Here the header is never
/// written. Reading it gives one made from the [CheckpointMark], which says "closed cleanly at this chunk";
/// so each open begins exactly at the last durable checkpoint, and what was written behind it is free
/// space.
///
/// # What is never overwritten
/// There is no commit before the checkpoint of the commit before it is durable. So while commit n is made
/// or synced, n - 1 is the durable checkpoint, and two things must stay as they are:
///
/// - the pages that n - 1 uses: MVStore gives back a chunk only when no version from the last committed on,
///   and none that is registered, uses a page of it; retention by time is off;
/// - the chunks that the layout of n - 1 still lists, though no page of them is in use: MVStore looks at
///   them when it opens. Commit n takes them off the list and gives their space back, so here it is held
///   back until n is durable ([#reuseFreed()]).
///
/// # Syncs
/// [#sync()] does nothing, because MVStore calls it on the writer; [MvStateStore] syncs on another thread.
final class ChunkStore extends RandomAccessStore {
    private static final int HEADER_BLOCKS = 2;

    private final BlockFile file;
    private final CheckpointMark opened;
    private final List<SFChunk> freed = new ArrayList<>();
    private volatile @Nullable IOException finding;

    private ChunkStore(Map<String, Object> config, BlockFile file, CheckpointMark opened, long size) {
        super(config);
        this.file = file;
        this.opened = opened;
        init(BlockFile.FILE, false);
        setSize(size);
    }

    /// Makes the file layer of a store that is opened at `mark`.
    static ChunkStore open(StateSettings settings, BlockFile file, CheckpointMark mark) throws IOException {
        Map<String, Object> config = new HashMap<>();
        config.put("cacheSize", settings.cacheMebibytes());
        config.put("pageSplitSize", settings.pageBytes());
        long size = mark.version() == 0 ? 0 : file.size();
        return new ChunkStore(config, file, mark, size);
    }

    /// Returns the first damage that was read, or null.
    @Nullable
    IOException finding() {
        return finding;
    }

    /// Tells whether MVStore is where the mark says: it falls back to older chunks in silence.
    boolean isAt(CheckpointMark mark) {
        SFChunk last = lastChunk;
        return last == null
                ? mark.version() == 0
                : last.version == mark.version() && last.block == mark.block() && last.id == mark.chunk();
    }

    /// Returns the mark of the chunk last written.
    CheckpointMark mark(long storeId, Sequence position) {
        SFChunk last = lastChunk;
        return last == null
                ? CheckpointMark.empty(storeId)
                : new CheckpointMark(storeId, position, last.version, last.block, last.id);
    }

    /// Returns the bytes of the chunk last written, 0 if there is none.
    long lastBytes() {
        SFChunk last = lastChunk;
        return last == null ? 0 : (long) last.len * BlockFile.BLOCK_BYTES;
    }

    /// Returns the bytes of all pages in use by the newest version, an estimate.
    long liveBytes() {
        long live = 0;
        for (SFChunk chunk : getChunks().values()) {
            live += chunk.maxLenLive;
        }
        return live;
    }

    /// Gives back the space that the last commit gave up. The writer calls it when that commit's checkpoint
    /// is durable, before the next.
    void reuseFreed() {
        saveChunkLock.lock();
        try {
            for (SFChunk chunk : freed) {
                free(chunk.block * BlockFile.BLOCK_BYTES, chunk.len * BlockFile.BLOCK_BYTES);
            }
            freed.clear();
            if (lastChunk != null) {
                super.shrinkStoreIfPossible(1);
            }
        } finally {
            saveChunkLock.unlock();
        }
    }

    @Override
    protected void freeChunkSpace(Iterable<SFChunk> chunks) {
        chunks.forEach(freed::add);
    }

    /// Not within a commit: what is held back may lie at the end of the file.
    @Override
    protected void shrinkStoreIfPossible(int minPercent) {}

    @Override
    public ByteBuffer readFully(@Nullable SFChunk chunk, long position, int length) {
        if (position == 0) {
            return header(length);
        }
        try {
            readCount.incrementAndGet();
            readBytes.addAndGet(length);
            return file.read(position, length);
        } catch (IOException e) {
            finding = finding == null ? e : finding;
            throw failed("could not read", position, e);
        }
    }

    private ByteBuffer header(int length) {
        HashMap<String, Object> fields = new HashMap<>();
        fields.put("H", 2);
        fields.put("blockSize", BlockFile.BLOCK_BYTES);
        fields.put("format", 3);
        fields.put("created", 0L);
        fields.put("version", opened.version());
        fields.put("block", opened.block());
        fields.put("chunk", opened.chunk());
        fields.put("clean", 1);
        StringBuilder text = DataUtils.appendMap(new StringBuilder(), fields);
        byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        DataUtils.appendMap(text, "fletcher", DataUtils.getFletcher32(bytes, 0, bytes.length));
        bytes = text.append('\n').toString().getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer header = ByteBuffer.allocate(length);
        header.put(0, bytes).put(BlockFile.BLOCK_BYTES, bytes);
        return header;
    }

    @Override
    protected void writeFully(@Nullable SFChunk chunk, long position, ByteBuffer source) {
        int length = source.remaining();
        setSize(Math.max(size(), position + length));
        if (position == 0) {
            assert length == HEADER_BLOCKS * BlockFile.BLOCK_BYTES : "length=" + length;
            return;
        }
        try {
            file.write(source, position);
            writeCount.incrementAndGet();
            writeBytes.addAndGet(length);
        } catch (IOException e) {
            throw failed("could not write", position, e);
        }
    }

    /// Cuts off blocks that the durable checkpoint does not use, so nothing needs to be synced before.
    @Override
    protected void truncate(long size) {
        try {
            file.truncate(size);
            setSize(Math.min(size(), size));
        } catch (IOException e) {
            throw failed("could not truncate", size, e);
        }
    }

    private static MVStoreException failed(String what, long position, IOException e) {
        return DataUtils.newMVStoreException(DataUtils.ERROR_READING_FAILED, "{0}: position={1}", what, position, e);
    }

    @Override
    public void sync() {}

    /// Never: only the writer commits, between commands.
    @Override
    public boolean shouldSaveNow(int unsavedMemory, int autoCommitMemory) {
        return false;
    }

    @Override
    public int getDefaultRetentionTime() {
        return -1;
    }

    @Override
    public void open(String fileName, boolean readOnly, char[] encryptionKey) {
        throw new UnsupportedOperationException("opened by its maker");
    }

    @Override
    public ChunkStore open(String fileName, boolean readOnly) {
        throw new UnsupportedOperationException("opened by its maker");
    }

    @Override
    public void backup(ZipOutputStream out) {
        throw new UnsupportedOperationException("a backup copies the files");
    }

    @Override
    public String toString() {
        return BlockFile.FILE;
    }
}
