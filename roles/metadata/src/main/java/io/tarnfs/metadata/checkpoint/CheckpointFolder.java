// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.checkpoint;

import io.tarnfs.linux.durable.DurableFile;
import io.tarnfs.linux.durable.DurableFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/// The two files of a checkpoint: `state`, and `checkpoint`, which says what of it counts.
final class CheckpointFolder implements AutoCloseable {
    private static final String NEW = CheckpointMark.FILE + ".new";

    private final DurableFolder folder;
    private final BlockFile state;
    private final CheckpointMark opened;

    private CheckpointFolder(DurableFolder folder, BlockFile state, CheckpointMark opened) {
        this.folder = folder;
        this.state = state;
        this.opened = opened;
    }

    /// Opens the files, or makes them if there has never been a checkpoint.
    static CheckpointFolder open(DurableFolder folder) throws IOException {
        folder.delete(NEW);
        // The name may have been changed just before the process died, and be changed in memory only.
        folder.sync();
        return folder.exists(CheckpointMark.FILE) ? openExisting(folder) : make(folder);
    }

    private static CheckpointFolder openExisting(DurableFolder folder) throws IOException {
        CheckpointMark mark = readMark(folder);
        if (!folder.exists(BlockFile.FILE)) {
            throw new DamagedCheckpointException(BlockFile.FILE, 0, "the file is missing", null);
        }
        BlockFile state = new BlockFile(folder.open(BlockFile.FILE));
        try {
            state.check(mark.storeId());
            return new CheckpointFolder(folder, state, mark);
        } catch (IOException e) {
            state.close();
            throw e;
        }
    }

    private static CheckpointMark readMark(DurableFolder folder) throws IOException {
        try (DurableFile file = folder.openForRead(CheckpointMark.FILE)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(file.size(), BlockFile.BLOCK_BYTES));
            file.read(bytes, 0);
            return CheckpointMark.read(bytes.flip());
        }
    }

    private static CheckpointFolder make(DurableFolder folder) throws IOException {
        removeUnborn(folder);
        long storeId = new SecureRandom().nextLong();
        BlockFile state = new BlockFile(folder.create(BlockFile.FILE));
        try {
            state.begin(storeId);
            folder.sync();
            CheckpointFolder made = new CheckpointFolder(folder, state, CheckpointMark.empty(storeId));
            made.replace(made.opened);
            return made;
        } catch (IOException e) {
            state.close();
            throw e;
        }
    }

    /// Deletes a state file whose making a power cut ended: before the first mark only block 0 is written.
    private static void removeUnborn(DurableFolder folder) throws IOException {
        if (!folder.exists(BlockFile.FILE)) {
            return;
        }
        try (DurableFile file = folder.openForRead(BlockFile.FILE)) {
            if (file.size() > BlockFile.STRIDE_BYTES) {
                throw new DamagedCheckpointException(
                        CheckpointMark.FILE,
                        0,
                        "the file is missing, although " + BlockFile.FILE + " has bytes=" + file.size(),
                        null);
            }
        }
        folder.delete(BlockFile.FILE);
    }

    BlockFile state() {
        return state;
    }

    /// Returns the mark found when the folder was opened.
    CheckpointMark opened() {
        return opened;
    }

    /// Makes what was written to `state` durable, and then the mark that speaks of it.
    void replace(CheckpointMark mark) throws IOException {
        state.sync();
        folder.delete(NEW);
        try (DurableFile file = folder.create(NEW)) {
            file.write(mark.bytes(), 0);
            file.sync();
        }
        folder.rename(NEW, CheckpointMark.FILE);
        folder.sync();
    }

    @Override
    public void close() throws IOException {
        state.close();
    }
}
