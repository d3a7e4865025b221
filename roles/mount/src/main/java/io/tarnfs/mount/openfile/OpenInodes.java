// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.openfile;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.tarnfs.blockcache.ReadAhead;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.namespace.Attributes;
import io.tarnfs.model.namespace.Command;
import io.tarnfs.model.namespace.FsError;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.model.namespace.Result;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The open files of a mount, by inode and by handle.
///
/// A *guard* orders opening, the last closing and the taking away of names of one inode: an inode that is
/// open when it loses its last name is reported to the service before, so that its data stays until the last
/// close. A guard is taken before any lock of an [OpenInode] and may be held across commands to the service.
public final class OpenInodes {
    private static final System.Logger LOG = System.getLogger(OpenInodes.class.getName());

    /// Enough that two inodes rarely meet in one guard, few enough to make them all at once.
    private static final int GUARDS = 256;

    private final FileContext context;
    private final Flusher flusher;
    private final ReentrantLock[] guards = new ReentrantLock[GUARDS];
    private final Map<InodeId, Slot> open = new ConcurrentHashMap<>();
    private final Map<Long, Handle> handles = new ConcurrentHashMap<>();
    private final AtomicLong serial = new AtomicLong();
    private final Landings landings = new Landings();

    /// Whether data of any file was given up: pages that the kernel caches may then be of bytes that nobody
    /// has.
    private volatile boolean gaveUp;

    /// Holds no open file yet.
    public OpenInodes(FileContext context) {
        this.context = context;
        for (int i = 0; i < GUARDS; i++) {
            guards[i] = new ReentrantLock();
        }
        this.flusher = new Flusher(context, this);
    }

    /// An open inode, how many handles it has, and whether the service was told that it is open.
    private static final class Slot {
        private final OpenInode file;

        @GuardedBy("guard")
        private int handles;

        @GuardedBy("guard")
        private boolean reported;

        @SuppressWarnings("UnusedVariable") // names the lock for the fields above
        private final ReentrantLock guard;

        Slot(OpenInode file, ReentrantLock guard) {
            this.file = file;
            this.guard = guard;
        }
    }

    /// Returns what flushes in the background.
    public Flusher flusher() {
        return flusher;
    }

    /// Returns the guard of an inode.
    public ReentrantLock guard(InodeId inode) {
        return guards[(int) (inode.value() % GUARDS)];
    }

    /// Returns the open file of an inode, or null if it is not open.
    public @Nullable OpenInode find(InodeId inode) {
        Slot slot = open.get(inode);
        return slot == null ? null : slot.file;
    }

    /// Returns the handle of that number, or null if there is none.
    public @Nullable Handle handle(long number) {
        return handles.get(number);
    }

    /// Returns all open files at this moment.
    Collection<OpenInode> all() {
        return open.values().stream().map(slot -> slot.file).toList();
    }

    /// Returns how many flushes have ended; another number after a look at attributes than before means: look
    /// again.
    public long landings() {
        return landings.count();
    }

    /// Tells whether data of a file was given up since the mount began.
    public boolean gaveUp() {
        return gaveUp;
    }

    /// Returns how many handles are open.
    public int handleCount() {
        return handles.size();
    }

    /// Opens an inode. The caller holds its guard.
    ///
    /// @param listed the inode's attributes, asked under the guard
    @SuppressWarnings("GuardedBy") // the caller holds the guard
    public Handle open(Attributes listed) {
        InodeId inode = listed.inode();
        Slot slot = open.computeIfAbsent(
                inode, id -> new Slot(new OpenInode(id, context, landings, listed.size()), guard(id)));
        slot.handles++;
        Handle handle = new Handle(
                serial.incrementAndGet(),
                slot.file,
                new ReadAhead(ReadAhead.FIRST_BYTES_DEFAULT, ReadAhead.MAX_BYTES_DEFAULT));
        handles.put(handle.number(), handle);
        return handle;
    }

    /// Makes sure that the service knows that an inode is open, if it is, before it loses a name. The caller
    /// holds its guard.
    ///
    /// @return null, or why the service refused to be told
    @SuppressWarnings("GuardedBy") // the caller holds the guard
    public @Nullable FsError reportOpen(InodeId inode) {
        Slot slot = open.get(inode);
        if (slot == null || slot.reported) {
            return null;
        }
        Outcome<Result.Done> outcome =
                context.session().executeOwn(header -> new Command.ReportOpen(header, inode, true));
        if (outcome instanceof Outcome.Failure<Result.Done>(FsError error, var _)) {
            return error;
        }
        slot.reported = true;
        return null;
    }

    /// Closes a handle; the last one of an inode flushes what is still dirty, and gives it up if that fails
    /// (close(2) and fsync(2) have said so before). Waits; not interruptible.
    @SuppressWarnings("GuardedBy") // the guard is taken by its name in the slot
    public void release(Handle handle) {
        if (!handles.remove(handle.number(), handle)) {
            return;
        }
        OpenInode file = handle.file();
        ReentrantLock guard = guard(file.inode());
        FsError failed = file.flush(false);
        guard.lock();
        try {
            Slot slot = open.get(file.inode());
            if (slot == null || --slot.handles > 0) {
                return;
            }
            if (failed != null || file.isDirty()) {
                failed = file.flush(false);
            }
            if (failed != null) {
                gaveUp = true;
                context.discarded(file.inode(), file.discard());
            }
            open.remove(file.inode());
            if (slot.reported) {
                reportClosed(file.inode());
            }
        } finally {
            guard.unlock();
        }
    }

    private void reportClosed(InodeId inode) {
        Outcome<Result.Done> outcome =
                context.session().executeOwn(header -> new Command.ReportOpen(header, inode, false));
        if (outcome instanceof Outcome.Failure<Result.Done>(FsError error, String detail)) {
            LOG.log(
                    Level.WARNING,
                    "a closed inode without a name is kept until the session ends: inode=" + inode.value() + " error="
                            + error + " " + detail);
        }
    }
}
