// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.memory;

import io.tarnfs.fusekernel.handler.Answer;
import io.tarnfs.fusekernel.handler.EntryReply;
import io.tarnfs.fusekernel.handler.FileType;
import io.tarnfs.fusekernel.handler.FuseName;
import io.tarnfs.fusekernel.handler.FuseRequest;
import io.tarnfs.fusekernel.handler.NameCalls;
import io.tarnfs.fusekernel.handler.RenameMode;
import io.tarnfs.fusekernel.memory.MemoryInode.Dentry;
import io.tarnfs.linux.errno.Errno;
import org.jspecify.annotations.Nullable;

/// The facet for names of the [MemoryFileSystem].
final class MemoryNames implements NameCalls {
    private final MemoryFileSystem fs;

    MemoryNames(MemoryFileSystem fs) {
        this.fs = fs;
    }

    @Override
    public Answer lookup(FuseRequest request, FuseName name, EntryReply reply) {
        if (fs.mustHop(request)) {
            return Answer.WOULD_WAIT;
        }
        synchronized (fs.lock) {
            MemoryInode parent = fs.inode(request.nodeId());
            if (parent == null) {
                return MemoryFileSystem.stale();
            }
            MemoryInode found = find(parent, name);
            if (found == null) {
                return Answer.failed(Errno.ENOENT);
            }
            MemoryFileSystem.fill(reply, found);
            return Answer.OK;
        }
    }

    private static @Nullable MemoryInode find(MemoryInode parent, FuseName name) {
        if (name.isSelf()) {
            return parent;
        }
        if (name.isParent()) {
            return parent.parent;
        }
        Dentry dentry = parent.names.get(name);
        return dentry == null ? null : dentry.inode();
    }

    @Override
    public void forget(long nodeId, long lookups) {
        fs.forgotten.add(lookups);
    }

    @Override
    public Answer symlink(FuseRequest request, FuseName name, byte[] target, EntryReply reply) {
        if (fs.mustHop(request)) {
            return Answer.WOULD_WAIT;
        }
        synchronized (fs.lock) {
            MemoryInode parent = fs.inode(request.nodeId());
            if (parent == null) {
                return MemoryFileSystem.stale();
            }
            if (parent.names.containsKey(name)) {
                return Answer.failed(Errno.EEXIST);
            }
            MemoryInode made = fs.make(request, parent, FileType.SYMLINK, 0777);
            made.target = target;
            return added(request, parent, name, made, reply);
        }
    }

    @Override
    public Answer mknod(FuseRequest request, FuseName name, int mode, int device, EntryReply reply) {
        return make(request, name, FileType.ofMode(mode), mode, device, reply);
    }

    @Override
    public Answer mkdir(FuseRequest request, FuseName name, int mode, EntryReply reply) {
        return make(request, name, FileType.DIRECTORY, mode, 0, reply);
    }

    private Answer make(FuseRequest request, FuseName name, FileType type, int mode, int device, EntryReply reply) {
        if (fs.mustHop(request)) {
            return Answer.WOULD_WAIT;
        }
        synchronized (fs.lock) {
            MemoryInode parent = fs.inode(request.nodeId());
            if (parent == null) {
                return MemoryFileSystem.stale();
            }
            if (parent.names.containsKey(name)) {
                return Answer.failed(Errno.EEXIST);
            }
            MemoryInode made = fs.make(request, parent, type, mode);
            made.device = device;
            return added(request, parent, name, made, reply);
        }
    }

    private Answer added(FuseRequest request, MemoryInode parent, FuseName name, MemoryInode made, EntryReply reply) {
        parent.add(name, made);
        made.label = name.toString();
        parent.links += made.type == FileType.DIRECTORY ? 1 : 0;
        fs.touch(parent);
        fs.changed(request);
        MemoryFileSystem.fill(reply, made);
        return Answer.OK;
    }

    @Override
    public Answer unlink(FuseRequest request, FuseName name) {
        return remove(request, name, false);
    }

    @Override
    public Answer rmdir(FuseRequest request, FuseName name) {
        return remove(request, name, true);
    }

    private Answer remove(FuseRequest request, FuseName name, boolean directory) {
        if (fs.mustHop(request)) {
            return Answer.WOULD_WAIT;
        }
        synchronized (fs.lock) {
            MemoryInode parent = fs.inode(request.nodeId());
            Dentry dentry = parent == null ? null : parent.names.get(name);
            if (parent == null || dentry == null) {
                return Answer.failed(Errno.ENOENT);
            }
            if (directory != (dentry.inode().type == FileType.DIRECTORY)) {
                return Answer.failed(directory ? Errno.ENOTDIR : Errno.EISDIR);
            }
            if (!dentry.inode().names.isEmpty()) {
                return Answer.failed(Errno.ENOTEMPTY);
            }
            drop(parent, dentry);
            fs.touch(parent);
            fs.changed(request);
            return Answer.OK;
        }
    }

    private void drop(MemoryInode parent, Dentry dentry) {
        parent.remove(dentry);
        MemoryInode inode = dentry.inode();
        if (inode.type == FileType.DIRECTORY) {
            inode.links = 0;
            parent.links--;
        } else {
            inode.links--;
        }
        inode.ctime = MemoryInode.now(fs.clock);
    }

    @Override
    public Answer rename(FuseRequest request, FuseName name, long newParentId, FuseName newName, RenameMode mode) {
        if (fs.mustHop(request)) {
            return Answer.WOULD_WAIT;
        }
        synchronized (fs.lock) {
            MemoryInode parent = fs.inode(request.nodeId());
            MemoryInode newParent = fs.inode(newParentId);
            if (parent == null || newParent == null) {
                return MemoryFileSystem.stale();
            }
            Dentry source = parent.names.get(name);
            Dentry replaced = newParent.names.get(newName);
            if (source == null) {
                return Answer.failed(Errno.ENOENT);
            }
            fs.changed(request);
            return switch (mode) {
                case NO_REPLACE ->
                    replaced == null ? move(parent, source, newParent, newName) : Answer.failed(Errno.EEXIST);
                case REPLACE -> replace(parent, source, newParent, newName);
                case EXCHANGE ->
                    replaced == null ? Answer.failed(Errno.ENOENT) : exchange(parent, source, newParent, replaced);
            };
        }
    }

    private Answer replace(MemoryInode parent, Dentry source, MemoryInode newParent, FuseName newName) {
        Dentry replaced = newParent.names.get(newName);
        if (replaced != null) {
            if (replaced.inode() == source.inode()) {
                return Answer.OK;
            }
            if (!replaced.inode().names.isEmpty()) {
                return Answer.failed(Errno.ENOTEMPTY);
            }
            drop(newParent, replaced);
        }
        return move(parent, source, newParent, newName);
    }

    private Answer move(MemoryInode parent, Dentry source, MemoryInode newParent, FuseName newName) {
        parent.remove(source);
        newParent.add(newName, source.inode());
        if (source.inode().type == FileType.DIRECTORY) {
            parent.links--;
            newParent.links++;
        }
        fs.touch(parent);
        fs.touch(newParent);
        return Answer.OK;
    }

    private Answer exchange(MemoryInode parent, Dentry source, MemoryInode newParent, Dentry other) {
        parent.remove(source);
        newParent.remove(other);
        parent.add(source.name(), other.inode());
        newParent.add(other.name(), source.inode());
        return Answer.OK;
    }

    @Override
    public Answer link(FuseRequest request, long target, FuseName name, EntryReply reply) {
        if (fs.mustHop(request)) {
            return Answer.WOULD_WAIT;
        }
        synchronized (fs.lock) {
            MemoryInode parent = fs.inode(request.nodeId());
            MemoryInode inode = fs.inode(target);
            if (parent == null || inode == null) {
                return MemoryFileSystem.stale();
            }
            if (parent.names.containsKey(name)) {
                return Answer.failed(Errno.EEXIST);
            }
            parent.add(name, inode);
            inode.links++;
            inode.ctime = MemoryInode.now(fs.clock);
            fs.touch(parent);
            fs.changed(request);
            MemoryFileSystem.fill(reply, inode);
            return Answer.OK;
        }
    }
}
