// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.memory;

import io.tarnfs.fusekernel.handler.Answer;
import io.tarnfs.fusekernel.handler.FuseName;
import io.tarnfs.fusekernel.handler.FuseRequest;
import io.tarnfs.fusekernel.handler.XattrCalls;
import io.tarnfs.fusekernel.handler.XattrListReply;
import io.tarnfs.fusekernel.handler.XattrMode;
import io.tarnfs.fusekernel.handler.XattrReply;
import io.tarnfs.linux.errno.Errno;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The facet for extended attributes of the [MemoryFileSystem].
final class MemoryXattrs implements XattrCalls {
    private final MemoryFileSystem fs;

    MemoryXattrs(MemoryFileSystem fs) {
        this.fs = fs;
    }

    @Override
    public Answer setxattr(FuseRequest request, FuseName name, MemorySegment value, XattrMode mode, boolean clearSgid) {
        if (fs.mustHop(request)) {
            return Answer.WOULD_WAIT;
        }
        synchronized (fs.lock) {
            MemoryInode inode = fs.inode(request.nodeId());
            if (inode == null) {
                return MemoryFileSystem.stale();
            }
            boolean there = inode.xattrs.containsKey(name);
            if (there && mode == XattrMode.CREATE) {
                return Answer.failed(Errno.EEXIST);
            }
            if (!there && mode == XattrMode.REPLACE) {
                return Answer.failed(Errno.ENODATA);
            }
            inode.xattrs.put(name, value.toArray(ValueLayout.JAVA_BYTE));
            inode.ctime = MemoryInode.now(fs.clock);
            fs.changed(request);
            return Answer.OK;
        }
    }

    @Override
    public Answer getxattr(FuseRequest request, FuseName name, XattrReply reply) {
        if (fs.mustHop(request)) {
            return Answer.WOULD_WAIT;
        }
        synchronized (fs.lock) {
            MemoryInode inode = fs.inode(request.nodeId());
            if (inode == null) {
                return MemoryFileSystem.stale();
            }
            byte[] value = inode.xattrs.get(name);
            if (value == null) {
                return Answer.failed(Errno.ENODATA);
            }
            reply.value(value);
            return Answer.OK;
        }
    }

    @Override
    public Answer listxattr(FuseRequest request, XattrListReply reply) {
        if (fs.mustHop(request)) {
            return Answer.WOULD_WAIT;
        }
        synchronized (fs.lock) {
            MemoryInode inode = fs.inode(request.nodeId());
            if (inode == null) {
                return MemoryFileSystem.stale();
            }
            inode.xattrs.keySet().forEach(name -> reply.add(name.toBytes()));
            return Answer.OK;
        }
    }

    @Override
    public Answer removexattr(FuseRequest request, FuseName name) {
        if (fs.mustHop(request)) {
            return Answer.WOULD_WAIT;
        }
        synchronized (fs.lock) {
            MemoryInode inode = fs.inode(request.nodeId());
            if (inode == null) {
                return MemoryFileSystem.stale();
            }
            fs.changed(request);
            return inode.xattrs.remove(name) == null ? Answer.failed(Errno.ENODATA) : Answer.OK;
        }
    }
}
