// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.memory;

import io.tarnfs.fusekernel.handler.Answer;
import io.tarnfs.fusekernel.handler.CreateReply;
import io.tarnfs.fusekernel.handler.FileCalls;
import io.tarnfs.fusekernel.handler.FileType;
import io.tarnfs.fusekernel.handler.FuseName;
import io.tarnfs.fusekernel.handler.FuseRequest;
import io.tarnfs.fusekernel.handler.OpenFlags;
import io.tarnfs.fusekernel.handler.OpenReply;
import io.tarnfs.fusekernel.handler.ReadCall;
import io.tarnfs.fusekernel.handler.ReadReply;
import io.tarnfs.fusekernel.handler.ReleaseCall;
import io.tarnfs.fusekernel.handler.SyncScope;
import io.tarnfs.fusekernel.handler.WriteCall;
import io.tarnfs.fusekernel.handler.WriteReply;
import io.tarnfs.fusekernel.memory.MemoryInode.Dentry;
import io.tarnfs.linux.errno.Errno;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CountDownLatch;

/// The facet for files of the [MemoryFileSystem].
final class MemoryFiles implements FileCalls {
    private final MemoryFileSystem fs;

    MemoryFiles(MemoryFileSystem fs) {
        this.fs = fs;
    }

    @Override
    public Answer create(FuseRequest request, FuseName name, int mode, OpenFlags flags, CreateReply reply) {
        if (fs.mustHop(request)) {
            return Answer.WOULD_WAIT;
        }
        synchronized (fs.lock) {
            MemoryInode parent = fs.inode(request.nodeId());
            if (parent == null) {
                return MemoryFileSystem.stale();
            }
            Dentry there = parent.names.get(name);
            if (there != null && flags.exclusive()) {
                return Answer.failed(Errno.EEXIST);
            }
            MemoryInode inode = there == null ? fs.make(request, parent, FileType.REGULAR, mode) : there.inode();
            if (there == null) {
                parent.add(name, inode);
                inode.label = name.toString();
                fs.touch(parent);
            } else if (flags.truncates()) {
                inode.resize(0);
            }
            fs.changed(request);
            MemoryFileSystem.fill(reply.entry(), inode);
            reply.open().handle(inode.number);
            return Answer.OK;
        }
    }

    @Override
    public Answer open(FuseRequest request, OpenFlags flags, OpenReply reply) {
        if (fs.mustHop(request)) {
            return Answer.WOULD_WAIT;
        }
        synchronized (fs.lock) {
            MemoryInode inode = fs.inode(request.nodeId());
            if (inode == null) {
                return MemoryFileSystem.stale();
            }
            if (flags.truncates()) {
                if (flags.clearSuidSgid()) {
                    inode.clearSuidSgid();
                }
                inode.resize(0);
                fs.touch(inode);
            }
            fs.changed(request);
            reply.handle(inode.number);
            if (inode.label.contains("direct")) {
                reply.directIo().parallelDirectWrites();
            } else {
                reply.keepCache();
            }
            return Answer.OK;
        }
    }

    @Override
    public Answer read(FuseRequest request, ReadCall call, ReadReply reply) throws InterruptedException {
        MemoryInode inode = fs.inode(request.nodeId());
        if (inode == null || inode.number != call.handle()) {
            return MemoryFileSystem.stale();
        }
        if (fs.mustHop(request) || (inode.label.startsWith("slow") && !request.mayWait())) {
            return Answer.WOULD_WAIT;
        }
        if (inode.label.startsWith("broken")) {
            throw new IllegalStateException("a handler that fails, as the test wants it");
        }
        if (inode.label.startsWith("slow-forever")) {
            waitForever();
        }
        synchronized (fs.lock) {
            long end = Math.min(inode.size, call.offset() + call.size());
            long at = call.offset();
            while (at < end) {
                int index = (int) (at / MemoryInode.CHUNK);
                int within = (int) (at % MemoryInode.CHUNK);
                int length = (int) Math.min(MemoryInode.CHUNK - within, end - at);
                if (index < inode.chunks.size()) {
                    MemorySegment piece = inode.chunks.get(index).asSlice(within, length);
                    fs.lentPieces.incrementAndGet();
                    reply.add(piece, () -> {
                        // Keeps the chunk alive as long as the reply refers to it.
                        assert piece.byteSize() == length;
                        fs.lentPieces.decrementAndGet();
                    });
                } else {
                    reply.addZeros(length);
                }
                at += length;
            }
            return Answer.OK;
        }
    }

    private void waitForever() throws InterruptedException {
        fs.waitsForever.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            fs.interrupted.increment();
            throw e;
        }
    }

    @Override
    public Answer write(FuseRequest request, WriteCall call, WriteReply reply) {
        MemoryInode inode = fs.inode(request.nodeId());
        if (inode == null) {
            return MemoryFileSystem.stale();
        }
        if (fs.mustHop(request) || (inode.label.startsWith("slow") && !request.mayWait())) {
            return Answer.WOULD_WAIT;
        }
        if (call.payload().address() % 4096 != 0 && call.payload().byteSize() > 4096) {
            throw new IllegalStateException("payload not page aligned");
        }
        synchronized (fs.lock) {
            if (call.clearSuidSgid()) {
                inode.clearSuidSgid();
            }
            inode.write(call.payload(), call.openFlags().appends() ? inode.size : call.offset());
            fs.touch(inode);
            fs.changed(request);
            reply.written((int) call.payload().byteSize());
            return Answer.OK;
        }
    }

    @Override
    public Answer flush(FuseRequest request, long handle, long lockOwner) {
        if (fs.mustHop(request)) {
            return Answer.WOULD_WAIT;
        }
        return handle == request.nodeId() ? Answer.OK : MemoryFileSystem.stale();
    }

    @Override
    public Answer fsync(FuseRequest request, long handle, SyncScope scope) {
        if (fs.mustHop(request)) {
            return Answer.WOULD_WAIT;
        }
        return handle == request.nodeId() ? Answer.OK : MemoryFileSystem.stale();
    }

    @Override
    public Answer release(FuseRequest request, ReleaseCall call) {
        if (fs.mustHop(request)) {
            return Answer.WOULD_WAIT;
        }
        return call.handle() == request.nodeId() ? Answer.OK : MemoryFileSystem.stale();
    }
}
