// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.vfs;

import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.namespace.AttributeChange;
import io.tarnfs.model.namespace.Attributes;
import io.tarnfs.model.namespace.FileType;
import io.tarnfs.model.namespace.FsError;
import io.tarnfs.model.namespace.Name;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.model.namespace.Query;
import io.tarnfs.mount.content.CopyingSink;
import io.tarnfs.mount.content.FileReader;
import io.tarnfs.mount.content.ReadSink;
import io.tarnfs.mount.openfile.DirtyArena;
import io.tarnfs.mount.openfile.Handle;
import io.tarnfs.mount.openfile.OpenInode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/// The calls about open files: open, create, read, write, fsync, close.
public final class FileCalls {
    /// The largest file, 8 PiB: the metadata service lists nothing behind it. Bytes that it would refuse must
    /// not be taken: a flush is listed or refused as a whole, with all other bytes of the file.
    public static final long SIZE_MAX = 1L << 53;

    private final VolumeFileSystem fs;
    private final FileReader reader;

    FileCalls(VolumeFileSystem fs, FileReader reader) {
        this.fs = fs;
        this.reader = reader;
    }

    /// An inode and a handle on it.
    ///
    /// @param attributes of the inode
    /// @param handle     number of the handle
    /// @param keepCache  whether pages of it that the kernel has cached are true
    public record Opened(Attributes attributes, long handle, boolean keepCache) {}

    /// Opens a file that has or had a name.
    ///
    /// @param truncate cut it to nothing first (O_TRUNC)
    public Outcome<Opened> open(Call call, InodeId inode, boolean truncate, boolean clearSuid)
            throws InterruptedException {
        if (truncate) {
            AttributeChange cut = new AttributeChange(null, null, null, 0L, null, null, clearSuid);
            Outcome<Attributes> done = fs.attributes().set(call, inode, cut);
            if (!(done instanceof Outcome.Success<Attributes>)) {
                return Outcomes.failed(done);
            }
        }
        ReentrantLock guard = fs.inodes().guard(inode);
        if (call.mayWait()) {
            guard.lockInterruptibly();
        } else if (!guard.tryLock()) {
            return new Outcome.WouldWait<>();
        }
        try {
            Outcome<Attributes> found =
                    fs.ask(call, new Query.GetAttributes(fs.session().volumeId(), inode));
            // The kernel looks the name up again when it hears ESTALE; after ENOENT O_CREAT would fail.
            return isGone(found, inode) ? Outcome.failure(FsError.STALE) : Outcomes.map(found, this::opened);
        } finally {
            guard.unlock();
        }
    }

    /// Tells whether the inode was freed, or may be at any moment: its last name went and nobody holds it.
    private boolean isGone(Outcome<Attributes> found, InodeId inode) {
        return switch (found) {
            case Outcome.Success<Attributes>(Attributes attributes, var _) ->
                attributes.links() == 0 && fs.inodes().find(inode) == null;
            case Outcome.Failure<Attributes>(FsError error, var _) -> error == FsError.NOT_FOUND;
            case Outcome.WouldWait<Attributes>() -> false;
        };
    }

    /// Makes a file and opens it; opens the one that is there unless `exclusive`.
    public Outcome<Opened> create(Call call, InodeId parent, Name name, NamespaceCalls.NewInode wanted, Creation how)
            throws InterruptedException {
        Outcome<Attributes> made = fs.names().make(call, parent, name, wanted);
        if (made instanceof Outcome.Failure<Attributes>(FsError error, var _)
                && error == FsError.EXISTS
                && !how.exclusive()) {
            Outcome<Attributes> there = fs.names().lookup(call, parent, name);
            if (there instanceof Outcome.Failure<Attributes>(FsError gone, var _) && gone == FsError.NOT_FOUND) {
                // Taken away since it was in the way: the kernel begins again.
                return Outcome.failure(FsError.STALE);
            }
            if (!(there instanceof Outcome.Success<Attributes>(Attributes attributes, var _))) {
                return Outcomes.failed(there);
            }
            return attributes.type() == FileType.REGULAR
                    ? open(call, attributes.inode(), how.truncate(), how.clearSuid())
                    : Outcome.failure(FsError.EXISTS);
        }
        if (!(made instanceof Outcome.Success<Attributes>(Attributes attributes, var _))) {
            return Outcomes.failed(made);
        }
        return open(call, attributes.inode(), false, false);
    }

    /// How a file is to be created.
    ///
    /// @param exclusive fail if the name is taken (O_EXCL)
    /// @param truncate  cut an existing file to nothing (O_TRUNC)
    /// @param clearSuid take suid and sgid of an existing file away when it is cut
    public record Creation(boolean exclusive, boolean truncate, boolean clearSuid) {}

    private Opened opened(Attributes attributes) {
        Handle handle = fs.inodes().open(attributes);
        return new Opened(
                handle.file().overlay(attributes), handle.number(), !fs.inodes().gaveUp());
    }

    /// Reads up to `length` bytes from `offset` on; fewer only at the end of the file.
    ///
    /// @return how many
    public Outcome<Integer> read(Call call, long handleNumber, long offset, int length, ReadSink sink)
            throws InterruptedException {
        Handle handle = fs.inodes().handle(handleNumber);
        if (handle == null) {
            return Outcome.failure(FsError.STALE);
        }
        OpenInode file = handle.file();
        Lock lock = file.lockForRead(call.mayWait());
        if (lock == null) {
            return new Outcome.WouldWait<>();
        }
        int count;
        try {
            count = (int) Math.min(length, Math.max(0, file.size() - offset));
            if (count == 0) {
                return Outcomes.done(0);
            }
            if (file.touches(offset, offset + count)) {
                return readDirty(call, file, offset, count, sink);
            }
        } finally {
            lock.unlock();
        }
        Outcome<Integer> outcome = reader.read(file.inode(), offset, count, call.mayWait(), sink);
        if (outcome instanceof Outcome.Success<Integer>) {
            reader.readAhead(file.inode(), handle.pattern(), offset, count, file.size());
        }
        return outcome;
    }

    /// Puts dirty bytes over listed ones in a copy; under the file's lock, so that no byte is missed on its
    /// way from one layer to the next.
    private Outcome<Integer> readDirty(Call call, OpenInode file, long offset, int count, ReadSink sink)
            throws InterruptedException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(count);
            if (!file.covers(offset, offset + count)) {
                Outcome<Integer> below =
                        reader.read(file.inode(), offset, count, call.mayWait(), new CopyingSink(bytes));
                if (!(below instanceof Outcome.Success<Integer>)) {
                    return below;
                }
            }
            file.overlayDirty(offset, bytes);
            sink.addCopy(bytes);
            return Outcomes.done(count);
        }
    }

    /// Bytes to write and how.
    ///
    /// @param offset    where
    /// @param payload   what; read during the call only
    /// @param sync      durable before the call returns (O_SYNC, O_DSYNC)
    /// @param clearSuid take suid and sgid away
    public record Writing(long offset, MemorySegment payload, boolean sync, boolean clearSuid) {}

    /// Takes bytes, all or none; they are durable after the next fsync or close, or five seconds later.
    public Outcome<Integer> write(Call call, long handleNumber, Writing writing) throws InterruptedException {
        Handle handle = fs.inodes().handle(handleNumber);
        if (handle == null) {
            return Outcome.failure(FsError.STALE);
        }
        int length = Math.toIntExact(writing.payload().byteSize());
        if (writing.offset() > SIZE_MAX - length) {
            return Outcome.failure(FsError.FILE_TOO_BIG);
        }
        if (length == 0) {
            return Outcomes.done(0);
        }
        if (writing.sync() && !call.mayWait()) {
            return new Outcome.WouldWait<>();
        }
        Outcome<Integer> taken = take(call, handle.file(), writing, length);
        if (!(taken instanceof Outcome.Success<Integer>)) {
            return taken;
        }
        long block = fs.blockSizeBytes();
        if (writing.offset() / block != (writing.offset() + length) / block) {
            fs.inodes().flusher().blocksWritten(handle.file());
        }
        return writing.sync() ? Outcomes.map(sync(call, handleNumber), _ -> length) : taken;
    }

    private Outcome<Integer> take(Call call, OpenInode file, Writing writing, int length) throws InterruptedException {
        while (true) {
            OpenInode.WriteOutcome outcome =
                    file.write(writing.offset(), writing.payload(), call.mayWait(), writing.clearSuid());
            switch (outcome) {
                case TAKEN -> {
                    return Outcomes.done(length);
                }
                case LOCKED -> {
                    return new Outcome.WouldWait<>();
                }
                case NO_MEMORY -> {
                    if (!call.mayWait()) {
                        return new Outcome.WouldWait<>();
                    }
                    FsError full = fs.inodes().flusher().makeRoom(length / DirtyArena.CHUNK_BYTES + 2);
                    if (full != null) {
                        return Outcome.failure(full);
                    }
                }
            }
        }
    }

    /// Makes a file's bytes, size and times durable: fsync(2), fdatasync(2), and what close(2) does first.
    public Outcome<Boolean> sync(Call call, long handleNumber) throws InterruptedException {
        Handle handle = fs.inodes().handle(handleNumber);
        if (handle == null) {
            return Outcome.failure(FsError.STALE);
        }
        if (handle.file().isDirty()) {
            if (!call.mayWait()) {
                return new Outcome.WouldWait<>();
            }
            FsError error = fs.inodes().flusher().flush(handle.file());
            if (error != null) {
                return Outcome.failure(error);
            }
        }
        return handle.suspect() ? Outcome.failure(FsError.IO) : Outcomes.done(true);
    }

    /// Ends a handle.
    public Outcome<Boolean> release(Call call, long handleNumber) {
        if (!call.mayWait()) {
            return new Outcome.WouldWait<>();
        }
        Handle handle = fs.inodes().handle(handleNumber);
        if (handle != null) {
            fs.inodes().release(handle);
        }
        return Outcomes.done(true);
    }
}
