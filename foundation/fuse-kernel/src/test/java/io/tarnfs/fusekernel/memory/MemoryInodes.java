// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.memory;

import io.tarnfs.fusekernel.handler.Answer;
import io.tarnfs.fusekernel.handler.AttributeChanges;
import io.tarnfs.fusekernel.handler.AttributeChanges.Field;
import io.tarnfs.fusekernel.handler.AttributesReply;
import io.tarnfs.fusekernel.handler.FuseRequest;
import io.tarnfs.fusekernel.handler.InodeCalls;
import io.tarnfs.fusekernel.handler.ReadlinkReply;
import io.tarnfs.fusekernel.handler.StatfsReply;
import io.tarnfs.linux.errno.Errno;

/// The facet for inodes of the [MemoryFileSystem].
final class MemoryInodes implements InodeCalls {
    private final MemoryFileSystem fs;

    MemoryInodes(MemoryFileSystem fs) {
        this.fs = fs;
    }

    @Override
    public Answer getattr(FuseRequest request, boolean hasHandle, long handle, AttributesReply reply) {
        if (fs.mustHop(request)) {
            return Answer.WOULD_WAIT;
        }
        synchronized (fs.lock) {
            MemoryInode inode = fs.inode(request.nodeId());
            if (inode == null) {
                return MemoryFileSystem.stale();
            }
            inode.write(reply.validNanos(MemoryFileSystem.VALID_NANOS).attributes());
            return Answer.OK;
        }
    }

    @Override
    public Answer setattr(FuseRequest request, AttributeChanges changes, AttributesReply reply) {
        if (fs.mustHop(request)) {
            return Answer.WOULD_WAIT;
        }
        synchronized (fs.lock) {
            MemoryInode inode = fs.inode(request.nodeId());
            if (inode == null) {
                return MemoryFileSystem.stale();
            }
            apply(inode, changes);
            fs.changed(request);
            inode.write(reply.validNanos(MemoryFileSystem.VALID_NANOS).attributes());
            return Answer.OK;
        }
    }

    private void apply(MemoryInode inode, AttributeChanges changes) {
        if (changes.sets(Field.CLEAR_SUID_SGID)) {
            inode.clearSuidSgid();
        }
        if (changes.sets(Field.MODE)) {
            inode.permissions = changes.mode() & 07777;
        }
        if (changes.sets(Field.UID)) {
            inode.uid = changes.uid();
        }
        if (changes.sets(Field.GID)) {
            inode.gid = changes.gid();
        }
        if (changes.sets(Field.SIZE)) {
            inode.resize(changes.sizeBytes());
            inode.mtime = MemoryInode.now(fs.clock);
        }
        if (changes.sets(Field.ACCESS_TIME)) {
            inode.atime = changes.sets(Field.ACCESS_TIME_NOW)
                    ? MemoryInode.now(fs.clock)
                    : new long[] {changes.accessSeconds(), changes.accessNanos()};
        }
        if (changes.sets(Field.MODIFICATION_TIME)) {
            inode.mtime = changes.sets(Field.MODIFICATION_TIME_NOW)
                    ? MemoryInode.now(fs.clock)
                    : new long[] {changes.modificationSeconds(), changes.modificationNanos()};
        }
        inode.ctime = MemoryInode.now(fs.clock);
    }

    @Override
    public Answer readlink(FuseRequest request, ReadlinkReply reply) {
        if (fs.mustHop(request)) {
            return Answer.WOULD_WAIT;
        }
        MemoryInode inode = fs.inode(request.nodeId());
        if (inode == null) {
            return MemoryFileSystem.stale();
        }
        reply.target(inode.target);
        return Answer.OK;
    }

    @Override
    public Answer access(FuseRequest request, int mask) {
        return Answer.failed(Errno.ENOSYS);
    }

    @Override
    public Answer statfs(FuseRequest request, StatfsReply reply) {
        if (fs.mustHop(request)) {
            return Answer.WOULD_WAIT;
        }
        reply.blocks(1 << 20)
                .blocksFree(1 << 19)
                .blocksAvailable(1 << 18)
                .inodes(1 << 17)
                .inodesFree((1 << 17) - fs.inodes.size());
        return Answer.OK;
    }
}
