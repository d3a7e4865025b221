// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.memory;

import io.tarnfs.fusekernel.handler.Answer;
import io.tarnfs.fusekernel.handler.DirectoryCalls;
import io.tarnfs.fusekernel.handler.EntryReply;
import io.tarnfs.fusekernel.handler.FileCalls;
import io.tarnfs.fusekernel.handler.FileType;
import io.tarnfs.fusekernel.handler.FuseHandler;
import io.tarnfs.fusekernel.handler.FuseRequest;
import io.tarnfs.fusekernel.handler.InodeCalls;
import io.tarnfs.fusekernel.handler.NameCalls;
import io.tarnfs.fusekernel.handler.XattrCalls;
import io.tarnfs.linux.errno.Errno;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// A small file system in memory, for tests of the engine: one lock over everything, nothing kept.
///
/// Some names do something special, so that a test can steer it through the mount:
/// - a file named `slow…` is read and written in the waiting form, and `slow-forever…` waits until it is
///   interrupted;
/// - a file whose name contains `direct` is opened for direct I/O;
/// - a file named `broken…` makes the handler throw when it is read.
///
/// With `hops` every call answers WOULD_WAIT first, so that all of them go through virtual threads.
public final class MemoryFileSystem implements FuseHandler {
    /// How long the kernel may keep names and attributes.
    static final long VALID_NANOS = 1_000_000_000L;

    final Object lock = new Object();
    final Map<Long, MemoryInode> inodes = new ConcurrentHashMap<>();
    final Clock clock;
    private final boolean hops;
    private final AtomicLong lastNumber = new AtomicLong(ROOT_NODE_ID);
    private final Set<Long> unconfirmed = ConcurrentHashMap.newKeySet();

    /// Requests that were told to have been replied to.
    public final LongAdder confirmed = new LongAdder();

    /// Lookups that the kernel has taken back.
    public final LongAdder forgotten = new LongAdder();

    /// Pieces of read replies that were handed out and not yet released.
    public final AtomicLong lentPieces = new AtomicLong();

    /// Interrupts that reached a waiting call.
    public final LongAdder interrupted = new LongAdder();

    /// Opened when a call has begun to wait forever.
    public final CountDownLatch waitsForever = new CountDownLatch(1);

    /// An empty file system.
    public MemoryFileSystem(Clock clock, boolean hops) {
        this.clock = clock;
        this.hops = hops;
        MemoryInode root = new MemoryInode(ROOT_NODE_ID, FileType.DIRECTORY);
        root.permissions = 0755;
        root.atime = MemoryInode.now(clock);
        root.mtime = root.atime;
        root.ctime = root.atime;
        inodes.put(root.number, root);
    }

    @Override
    public NameCalls names() {
        return new MemoryNames(this);
    }

    @Override
    public InodeCalls inodes() {
        return new MemoryInodes(this);
    }

    @Override
    public FileCalls files() {
        return new MemoryFiles(this);
    }

    @Override
    public DirectoryCalls directories() {
        return new MemoryDirectories(this);
    }

    @Override
    public XattrCalls xattrs() {
        return new MemoryXattrs(this);
    }

    @Override
    public void replied(long unique) {
        confirmed.increment();
        unconfirmed.remove(unique);
    }

    /// Changes that were made and whose replies were not reported as delivered.
    public int unconfirmed() {
        return unconfirmed.size();
    }

    void changed(FuseRequest request) {
        unconfirmed.add(request.unique());
    }

    /// What every call does first: in the mode with hops nothing is answered in the non-waiting form.
    boolean mustHop(FuseRequest request) {
        return hops && !request.mayWait();
    }

    @Nullable
    MemoryInode inode(long nodeId) {
        return inodes.get(nodeId);
    }

    MemoryInode make(FuseRequest request, MemoryInode parent, FileType type, int mode) {
        MemoryInode made = new MemoryInode(lastNumber.incrementAndGet(), type);
        made.permissions = mode & 07777 & ~request.umask();
        made.uid = request.uid();
        made.gid = request.gid();
        if ((parent.permissions & 02000) != 0) {
            made.gid = parent.gid;
            made.permissions |= type == FileType.DIRECTORY ? 02000 : 0;
        }
        made.atime = MemoryInode.now(clock);
        made.mtime = made.atime;
        made.ctime = made.atime;
        inodes.put(made.number, made);
        return made;
    }

    void touch(MemoryInode inode) {
        inode.mtime = MemoryInode.now(clock);
        inode.ctime = inode.mtime;
    }

    static void fill(EntryReply reply, MemoryInode inode) {
        reply.nodeId(inode.number).entryValidNanos(VALID_NANOS).attributesValidNanos(VALID_NANOS);
        inode.write(reply.attributes());
    }

    static Answer stale() {
        return Answer.failed(Errno.ESTALE);
    }
}
