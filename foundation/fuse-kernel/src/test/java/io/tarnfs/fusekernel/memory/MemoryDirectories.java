// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.memory;

import io.tarnfs.fusekernel.handler.Answer;
import io.tarnfs.fusekernel.handler.DirectoryCalls;
import io.tarnfs.fusekernel.handler.DirectoryPlusReply;
import io.tarnfs.fusekernel.handler.DirectoryReply;
import io.tarnfs.fusekernel.handler.EntryReply;
import io.tarnfs.fusekernel.handler.FileType;
import io.tarnfs.fusekernel.handler.FuseRequest;
import io.tarnfs.fusekernel.handler.OpenFlags;
import io.tarnfs.fusekernel.handler.OpenReply;
import io.tarnfs.fusekernel.handler.ReleaseCall;
import io.tarnfs.fusekernel.handler.SyncScope;
import io.tarnfs.fusekernel.memory.MemoryInode.Dentry;

/// The facet for directories of the [MemoryFileSystem].
final class MemoryDirectories implements DirectoryCalls {
    private static final byte[] SELF = {'.'};
    private static final byte[] PARENT = {'.', '.'};

    private final MemoryFileSystem fs;

    MemoryDirectories(MemoryFileSystem fs) {
        this.fs = fs;
    }

    @Override
    public Answer opendir(FuseRequest request, OpenFlags flags, OpenReply reply) {
        if (fs.mustHop(request)) {
            return Answer.WOULD_WAIT;
        }
        reply.handle(request.nodeId());
        return Answer.OK;
    }

    @Override
    public Answer readdir(FuseRequest request, long handle, long offset, DirectoryReply reply) {
        if (fs.mustHop(request)) {
            return Answer.WOULD_WAIT;
        }
        synchronized (fs.lock) {
            MemoryInode directory = fs.inode(request.nodeId());
            if (directory == null || handle != directory.number) {
                return MemoryFileSystem.stale();
            }
            boolean fits = (offset >= 1 || reply.add(SELF, directory.number, FileType.DIRECTORY, 1))
                    && (offset >= 2 || reply.add(PARENT, directory.parent.number, FileType.DIRECTORY, 2));
            if (fits) {
                for (Dentry dentry : directory.order.tailMap(offset, false).values()) {
                    MemoryInode inode = dentry.inode();
                    if (!reply.add(dentry.name().toBytes(), inode.number, inode.type, dentry.cookie())) {
                        break;
                    }
                }
            }
            return Answer.OK;
        }
    }

    @Override
    public Answer readdirplus(FuseRequest request, long handle, long offset, DirectoryPlusReply reply) {
        if (fs.mustHop(request)) {
            return Answer.WOULD_WAIT;
        }
        synchronized (fs.lock) {
            MemoryInode directory = fs.inode(request.nodeId());
            if (directory == null || handle != directory.number) {
                return MemoryFileSystem.stale();
            }
            boolean fits = (offset >= 1 || reply.add(SELF, directory.number, FileType.DIRECTORY, 1) != null)
                    && (offset >= 2 || reply.add(PARENT, directory.parent.number, FileType.DIRECTORY, 2) != null);
            if (fits) {
                for (Dentry dentry : directory.order.tailMap(offset, false).values()) {
                    MemoryInode inode = dentry.inode();
                    EntryReply entry = reply.add(dentry.name().toBytes(), inode.number, inode.type, dentry.cookie());
                    if (entry == null) {
                        break;
                    }
                    MemoryFileSystem.fill(entry, inode);
                }
            }
            return Answer.OK;
        }
    }

    @Override
    public Answer fsyncdir(FuseRequest request, long handle, SyncScope scope) {
        return fs.mustHop(request) ? Answer.WOULD_WAIT : Answer.OK;
    }

    @Override
    public Answer releasedir(FuseRequest request, ReleaseCall call) {
        if (fs.mustHop(request)) {
            return Answer.WOULD_WAIT;
        }
        return call.handle() == request.nodeId() ? Answer.OK : MemoryFileSystem.stale();
    }
}
