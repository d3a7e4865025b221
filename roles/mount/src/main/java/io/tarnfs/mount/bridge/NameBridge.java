// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.bridge;

import io.tarnfs.fusekernel.handler.Answer;
import io.tarnfs.fusekernel.handler.EntryReply;
import io.tarnfs.fusekernel.handler.FuseName;
import io.tarnfs.fusekernel.handler.FuseRequest;
import io.tarnfs.fusekernel.handler.NameCalls;
import io.tarnfs.fusekernel.handler.RenameMode;
import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.namespace.Attributes;
import io.tarnfs.model.namespace.Command;
import io.tarnfs.model.namespace.FileType;
import io.tarnfs.model.namespace.FsError;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.mount.vfs.Call;
import io.tarnfs.mount.vfs.NamespaceCalls;
import io.tarnfs.mount.vfs.VolumeFileSystem;

/// Requests about names.
final class NameBridge implements NameCalls {
    private final VolumeFileSystem fs;
    private final Translation translation;

    NameBridge(VolumeFileSystem fs, Translation translation) {
        this.fs = fs;
        this.translation = translation;
    }

    @Override
    public Answer lookup(FuseRequest request, FuseName name, EntryReply reply) {
        Call call = Translation.call(request);
        InodeId parent = Translation.inode(request.nodeId());
        Outcome<Attributes> found;
        if (name.isSelf()) {
            found = fs.attributes().get(call, parent);
        } else if (name.isParent()) {
            found = fs.names().parent(call, parent);
        } else {
            found = fs.names().lookup(call, parent, Translation.name(name));
        }
        if (found instanceof Outcome.Failure<Attributes>(FsError error, var _) && error == FsError.NOT_FOUND) {
            // Nodeid 0 lets the kernel remember that there is no such name.
            reply.nodeId(0).entryValidNanos(Translation.KERNEL_VALID_NANOS);
            return Answer.OK;
        }
        return entry(found, reply);
    }

    @Override
    public void forget(long nodeId, long lookups) {
        // Inodes are the service's: nothing here is kept for what the kernel remembers.
    }

    @Override
    public Answer symlink(FuseRequest request, FuseName name, byte[] target, EntryReply reply) {
        return make(request, name, new NamespaceCalls.NewInode(FileType.SYMLINK, 0777, 0, Bytes.copyOf(target)), reply);
    }

    @Override
    public Answer mknod(FuseRequest request, FuseName name, int mode, int device, EntryReply reply) {
        FileType type = (mode & FileType.MASK) == 0 ? FileType.REGULAR : FileType.ofMode(mode);
        int rdev = type == FileType.CHARACTER_DEVICE || type == FileType.BLOCK_DEVICE ? device : 0;
        return make(request, name, new NamespaceCalls.NewInode(type, mode, rdev, Bytes.EMPTY), reply);
    }

    @Override
    public Answer mkdir(FuseRequest request, FuseName name, int mode, EntryReply reply) {
        return make(request, name, new NamespaceCalls.NewInode(FileType.DIRECTORY, mode, 0, Bytes.EMPTY), reply);
    }

    @Override
    public Answer unlink(FuseRequest request, FuseName name) throws InterruptedException {
        return remove(request, name, false);
    }

    @Override
    public Answer rmdir(FuseRequest request, FuseName name) throws InterruptedException {
        return remove(request, name, true);
    }

    @Override
    public Answer rename(FuseRequest request, FuseName name, long newParent, FuseName newName, RenameMode mode)
            throws InterruptedException {
        NamespaceCalls.Place from =
                new NamespaceCalls.Place(Translation.inode(request.nodeId()), Translation.name(name));
        NamespaceCalls.Place to = new NamespaceCalls.Place(Translation.inode(newParent), Translation.name(newName));
        return Translation.answer(fs.names().rename(Translation.call(request), from, to, mode(mode)));
    }

    @Override
    public Answer link(FuseRequest request, long target, FuseName name, EntryReply reply) throws InterruptedException {
        return entry(
                fs.names()
                        .link(
                                Translation.call(request),
                                Translation.inode(target),
                                Translation.inode(request.nodeId()),
                                Translation.name(name)),
                reply);
    }

    private Answer make(FuseRequest request, FuseName name, NamespaceCalls.NewInode wanted, EntryReply reply) {
        return entry(
                fs.names()
                        .make(
                                Translation.call(request),
                                Translation.inode(request.nodeId()),
                                Translation.name(name),
                                wanted),
                reply);
    }

    private Answer remove(FuseRequest request, FuseName name, boolean directory) throws InterruptedException {
        return Translation.answer(fs.names()
                .remove(
                        Translation.call(request),
                        Translation.inode(request.nodeId()),
                        Translation.name(name),
                        directory));
    }

    private Answer entry(Outcome<Attributes> outcome, EntryReply reply) {
        return Translation.answer(outcome, attributes -> translation.fill(reply, attributes));
    }

    private static Command.RenameMode mode(RenameMode mode) {
        return switch (mode) {
            case REPLACE -> Command.RenameMode.REPLACE;
            case NO_REPLACE -> Command.RenameMode.NO_REPLACE;
            case EXCHANGE -> Command.RenameMode.EXCHANGE;
        };
    }
}
