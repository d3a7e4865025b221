// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.bridge;

import io.tarnfs.fusekernel.handler.Answer;
import io.tarnfs.fusekernel.handler.CreateReply;
import io.tarnfs.fusekernel.handler.FileCalls;
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
import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.namespace.FileType;
import io.tarnfs.mount.content.ReadSink;
import io.tarnfs.mount.vfs.NamespaceCalls;
import io.tarnfs.mount.vfs.VolumeFileSystem;
import java.lang.foreign.MemorySegment;

/// Requests about open files.
final class FileBridge implements FileCalls {
    private final VolumeFileSystem fs;
    private final Translation translation;

    FileBridge(VolumeFileSystem fs, Translation translation) {
        this.fs = fs;
        this.translation = translation;
    }

    @Override
    public Answer create(FuseRequest request, FuseName name, int mode, OpenFlags flags, CreateReply reply)
            throws InterruptedException {
        NamespaceCalls.NewInode wanted = new NamespaceCalls.NewInode(FileType.REGULAR, mode, 0, Bytes.EMPTY);
        io.tarnfs.mount.vfs.FileCalls.Creation how =
                new io.tarnfs.mount.vfs.FileCalls.Creation(flags.exclusive(), flags.truncates(), flags.clearSuidSgid());
        return Translation.answer(
                fs.files()
                        .create(
                                Translation.call(request),
                                Translation.inode(request.nodeId()),
                                Translation.name(name),
                                wanted,
                                how),
                opened -> {
                    translation.fill(reply.entry(), opened.attributes());
                    fill(reply.open(), opened);
                });
    }

    @Override
    public Answer open(FuseRequest request, OpenFlags flags, OpenReply reply) throws InterruptedException {
        return Translation.answer(
                fs.files()
                        .open(
                                Translation.call(request),
                                Translation.inode(request.nodeId()),
                                flags.truncates(),
                                flags.clearSuidSgid()),
                opened -> fill(reply, opened));
    }

    /// Only this mount changes the volume, and every change of data passes through the kernel's own page
    /// cache: its pages are true, unless bytes that it took were given up.
    private static void fill(OpenReply reply, io.tarnfs.mount.vfs.FileCalls.Opened opened) {
        reply.handle(opened.handle());
        if (opened.keepCache()) {
            reply.keepCache();
        }
    }

    @Override
    public Answer read(FuseRequest request, ReadCall call, ReadReply reply) throws InterruptedException {
        return Translation.answer(fs.files()
                .read(Translation.call(request), call.handle(), call.offset(), call.size(), new ReplySink(reply)));
    }

    /// Hands the bytes of a read to the kernel's reply.
    private record ReplySink(ReadReply reply) implements ReadSink {
        @Override
        public void add(MemorySegment bytes, Runnable release) {
            reply.add(bytes, release::run);
        }

        @Override
        public void addCopy(MemorySegment bytes) {
            reply.addCopy(bytes);
        }

        @Override
        public void addZeros(int count) {
            reply.addZeros(count);
        }
    }

    @Override
    public Answer write(FuseRequest request, WriteCall call, WriteReply reply) throws InterruptedException {
        boolean sync = !call.fromPageCache() && call.openFlags().dataSync();
        io.tarnfs.mount.vfs.FileCalls.Writing writing =
                new io.tarnfs.mount.vfs.FileCalls.Writing(call.offset(), call.payload(), sync, call.clearSuidSgid());
        return Translation.answer(fs.files().write(Translation.call(request), call.handle(), writing), reply::written);
    }

    @Override
    public Answer flush(FuseRequest request, long handle, long lockOwner) throws InterruptedException {
        return Translation.answer(fs.files().sync(Translation.call(request), handle));
    }

    @Override
    public Answer fsync(FuseRequest request, long handle, SyncScope scope) throws InterruptedException {
        return Translation.answer(fs.files().sync(Translation.call(request), handle));
    }

    @Override
    public Answer release(FuseRequest request, ReleaseCall call) {
        return Translation.answer(fs.files().release(Translation.call(request), call.handle()));
    }
}
