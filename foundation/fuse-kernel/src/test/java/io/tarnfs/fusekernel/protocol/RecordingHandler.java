// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.protocol;

import io.tarnfs.fusekernel.handler.Answer;
import io.tarnfs.fusekernel.handler.AttributeChanges;
import io.tarnfs.fusekernel.handler.AttributesReply;
import io.tarnfs.fusekernel.handler.AttributesWriter;
import io.tarnfs.fusekernel.handler.CreateReply;
import io.tarnfs.fusekernel.handler.DirectoryCalls;
import io.tarnfs.fusekernel.handler.DirectoryPlusReply;
import io.tarnfs.fusekernel.handler.DirectoryReply;
import io.tarnfs.fusekernel.handler.EntryReply;
import io.tarnfs.fusekernel.handler.FileCalls;
import io.tarnfs.fusekernel.handler.FileType;
import io.tarnfs.fusekernel.handler.FuseHandler;
import io.tarnfs.fusekernel.handler.FuseName;
import io.tarnfs.fusekernel.handler.FuseRequest;
import io.tarnfs.fusekernel.handler.InodeCalls;
import io.tarnfs.fusekernel.handler.NameCalls;
import io.tarnfs.fusekernel.handler.OpenFlags;
import io.tarnfs.fusekernel.handler.OpenReply;
import io.tarnfs.fusekernel.handler.ReadCall;
import io.tarnfs.fusekernel.handler.ReadReply;
import io.tarnfs.fusekernel.handler.ReadlinkReply;
import io.tarnfs.fusekernel.handler.ReleaseCall;
import io.tarnfs.fusekernel.handler.RenameMode;
import io.tarnfs.fusekernel.handler.StatfsReply;
import io.tarnfs.fusekernel.handler.SyncScope;
import io.tarnfs.fusekernel.handler.WriteCall;
import io.tarnfs.fusekernel.handler.WriteReply;
import io.tarnfs.fusekernel.handler.XattrCalls;
import io.tarnfs.fusekernel.handler.XattrListReply;
import io.tarnfs.fusekernel.handler.XattrMode;
import io.tarnfs.fusekernel.handler.XattrReply;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Writes down each call as a line of text and fills every field of the reply with a value of its own.
final class RecordingHandler implements FuseHandler, NameCalls, InodeCalls, FileCalls, DirectoryCalls, XattrCalls {
    final List<String> calls = new ArrayList<>();
    Answer answer = Answer.OK;
    Consumer<ReadReply> reading = _ -> {};

    private Answer called(FuseRequest request, String call) {
        calls.add(call + " node=" + request.nodeId() + " uid=" + request.uid() + " gid=" + request.gid() + " pid="
                + request.pid() + " umask=" + Integer.toOctalString(request.umask()) + " wait=" + request.mayWait());
        return answer;
    }

    static void fill(AttributesWriter attributes) {
        attributes
                .inode(101)
                .mode(0100644)
                .links(102)
                .uid(103)
                .gid(104)
                .sizeBytes(105)
                .blocks(106)
                .blockSizeBytes(107)
                .device(108)
                .accessTime(109, 110)
                .modificationTime(-111, 112)
                .changeTime(113, 114);
    }

    static void fill(EntryReply entry) {
        entry.nodeId(201).generation(202).entryValidNanos(3_000_000_004L).attributesValidNanos(5_000_000_006L);
        fill(entry.attributes());
    }

    @Override
    public NameCalls names() {
        return this;
    }

    @Override
    public InodeCalls inodes() {
        return this;
    }

    @Override
    public FileCalls files() {
        return this;
    }

    @Override
    public DirectoryCalls directories() {
        return this;
    }

    @Override
    public XattrCalls xattrs() {
        return this;
    }

    @Override
    public void replied(long unique) {
        calls.add("replied " + unique);
    }

    @Override
    public Answer lookup(FuseRequest request, FuseName name, EntryReply reply) {
        fill(reply);
        return called(request, "lookup " + name);
    }

    @Override
    public void forget(long nodeId, long lookups) {
        calls.add("forget " + nodeId + " " + lookups);
    }

    @Override
    public Answer symlink(FuseRequest request, FuseName name, byte[] target, EntryReply reply) {
        fill(reply);
        return called(request, "symlink " + name + " " + new String(target, StandardCharsets.UTF_8));
    }

    @Override
    public Answer mknod(FuseRequest request, FuseName name, int mode, int device, EntryReply reply) {
        fill(reply);
        return called(request, "mknod " + name + " " + Integer.toOctalString(mode) + " " + device);
    }

    @Override
    public Answer mkdir(FuseRequest request, FuseName name, int mode, EntryReply reply) {
        fill(reply);
        return called(request, "mkdir " + name + " " + Integer.toOctalString(mode));
    }

    @Override
    public Answer unlink(FuseRequest request, FuseName name) {
        return called(request, "unlink " + name);
    }

    @Override
    public Answer rmdir(FuseRequest request, FuseName name) {
        return called(request, "rmdir " + name);
    }

    @Override
    public Answer rename(FuseRequest request, FuseName name, long newParent, FuseName newName, RenameMode mode) {
        return called(request, "rename " + name + " " + newParent + " " + newName + " " + mode);
    }

    @Override
    public Answer link(FuseRequest request, long target, FuseName name, EntryReply reply) {
        fill(reply);
        return called(request, "link " + target + " " + name);
    }

    @Override
    public Answer getattr(FuseRequest request, boolean hasHandle, long handle, AttributesReply reply) {
        fill(reply.validNanos(7_000_000_008L).attributes());
        return called(request, "getattr " + hasHandle + " " + handle);
    }

    @Override
    public Answer setattr(FuseRequest request, AttributeChanges changes, AttributesReply reply) {
        StringBuilder line = new StringBuilder("setattr");
        for (AttributeChanges.Field field : AttributeChanges.Field.values()) {
            if (changes.sets(field)) {
                line.append(' ').append(field);
            }
        }
        line.append(' ').append(Integer.toOctalString(changes.mode()));
        line.append(' ').append(changes.uid()).append(' ').append(changes.gid());
        line.append(' ').append(changes.sizeBytes());
        line.append(' ').append(changes.accessSeconds()).append('.').append(changes.accessNanos());
        line.append(' ').append(changes.modificationSeconds()).append('.').append(changes.modificationNanos());
        line.append(' ').append(changes.changeSeconds()).append('.').append(changes.changeNanos());
        line.append(' ').append(changes.handle()).append(' ').append(changes.lockOwner());
        fill(reply.validNanos(7_000_000_008L).attributes());
        return called(request, line.toString());
    }

    @Override
    public Answer readlink(FuseRequest request, ReadlinkReply reply) {
        reply.target("over/there".getBytes(StandardCharsets.UTF_8));
        return called(request, "readlink");
    }

    @Override
    public Answer access(FuseRequest request, int mask) {
        return called(request, "access " + mask);
    }

    @Override
    public Answer statfs(FuseRequest request, StatfsReply reply) {
        reply.blocks(1).blocksFree(2).blocksAvailable(3).inodes(4).inodesFree(5);
        reply.blockSizeBytes(6).nameLengthMax(7).fragmentSizeBytes(8);
        return called(request, "statfs");
    }

    @Override
    public Answer create(FuseRequest request, FuseName name, int mode, OpenFlags flags, CreateReply reply) {
        fill(reply.entry());
        reply.open().handle(301).keepCache();
        return called(request, "create " + name + " " + Integer.toOctalString(mode) + " " + flags);
    }

    @Override
    public Answer open(FuseRequest request, OpenFlags flags, OpenReply reply) {
        reply.handle(301).directIo().noFlush().parallelDirectWrites();
        return called(request, "open " + flags);
    }

    @Override
    public Answer read(FuseRequest request, ReadCall call, ReadReply reply) {
        reading.accept(reply);
        return called(
                request,
                "read " + call.handle() + " " + call.offset() + " " + call.size() + " "
                        + call.openFlags().bits());
    }

    @Override
    public Answer write(FuseRequest request, WriteCall call, WriteReply reply) {
        if (call.payload().byteSize() > 10) {
            reply.written(10);
        }
        return called(
                request,
                "write " + call.handle() + " " + call.offset() + " "
                        + new String(call.payload().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8)
                        + " aligned=" + (call.payload().address() % 4096 == 0) + " kill=" + call.clearSuidSgid()
                        + " cache=" + call.fromPageCache() + " append="
                        + call.openFlags().appends() + " owner=" + call.lockOwner());
    }

    @Override
    public Answer flush(FuseRequest request, long handle, long lockOwner) {
        return called(request, "flush " + handle + " " + lockOwner);
    }

    @Override
    public Answer fsync(FuseRequest request, long handle, SyncScope scope) {
        return called(request, "fsync " + handle + " " + scope);
    }

    @Override
    public Answer release(FuseRequest request, ReleaseCall call) {
        return called(request, "release " + released(call));
    }

    private static String released(ReleaseCall call) {
        return call.handle() + " " + call.openFlags().bits() + " " + call.lockOwner();
    }

    @Override
    public Answer opendir(FuseRequest request, OpenFlags flags, OpenReply reply) {
        reply.handle(302).cacheDirectory().keepCache();
        return called(request, "opendir " + flags);
    }

    @Override
    public Answer readdir(FuseRequest request, long handle, long offset, DirectoryReply reply) {
        int count = 0;
        while (reply.add(("n" + count).getBytes(StandardCharsets.UTF_8), 10 + count, FileType.REGULAR, 20 + count)) {
            count++;
        }
        return called(request, "readdir " + handle + " " + offset + " " + count);
    }

    @Override
    public Answer readdirplus(FuseRequest request, long handle, long offset, DirectoryPlusReply reply) {
        byte[] name = {'p', 'l', 'u', 's'};
        EntryReply first = reply.add(name, 11, FileType.DIRECTORY, 21);
        if (first != null) {
            fill(first);
        }
        long mark = reply.mark();
        boolean second = reply.add(name, 12, FileType.FIFO, 22) != null;
        reply.rewindTo(mark);
        return called(request, "readdirplus " + handle + " " + offset + " " + (first != null) + " " + second);
    }

    @Override
    public Answer fsyncdir(FuseRequest request, long handle, SyncScope scope) {
        return called(request, "fsyncdir " + handle + " " + scope);
    }

    @Override
    public Answer releasedir(FuseRequest request, ReleaseCall call) {
        return called(request, "releasedir " + released(call));
    }

    @Override
    public Answer setxattr(FuseRequest request, FuseName name, MemorySegment value, XattrMode mode, boolean clearSgid) {
        String text = new String(value.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
        return called(request, "setxattr " + name + " " + text + " " + mode + " " + clearSgid);
    }

    @Override
    public Answer getxattr(FuseRequest request, FuseName name, XattrReply reply) {
        reply.value("value".getBytes(StandardCharsets.UTF_8));
        return called(request, "getxattr " + name);
    }

    @Override
    public Answer listxattr(FuseRequest request, XattrListReply reply) {
        reply.add("user.a".getBytes(StandardCharsets.UTF_8));
        reply.add("user.b".getBytes(StandardCharsets.UTF_8));
        return called(request, "listxattr");
    }

    @Override
    public Answer removexattr(FuseRequest request, FuseName name) {
        return called(request, "removexattr " + name);
    }
}
