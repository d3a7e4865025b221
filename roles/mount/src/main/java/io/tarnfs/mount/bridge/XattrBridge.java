// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.bridge;

import io.tarnfs.fusekernel.handler.Answer;
import io.tarnfs.fusekernel.handler.FuseName;
import io.tarnfs.fusekernel.handler.FuseRequest;
import io.tarnfs.fusekernel.handler.XattrCalls;
import io.tarnfs.fusekernel.handler.XattrListReply;
import io.tarnfs.fusekernel.handler.XattrMode;
import io.tarnfs.fusekernel.handler.XattrReply;
import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.namespace.Command;
import io.tarnfs.model.namespace.Result;
import io.tarnfs.mount.vfs.VolumeFileSystem;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Requests about extended attributes.
final class XattrBridge implements XattrCalls {
    private final VolumeFileSystem fs;

    XattrBridge(VolumeFileSystem fs) {
        this.fs = fs;
    }

    @Override
    public Answer setxattr(FuseRequest request, FuseName name, MemorySegment value, XattrMode mode, boolean clearSgid) {
        Result.Xattr attribute =
                new Result.Xattr(Translation.name(name), Bytes.copyOf(value.toArray(ValueLayout.JAVA_BYTE)));
        return Translation.answer(
                fs.xattrs().set(Translation.call(request), Translation.inode(request.nodeId()), attribute, mode(mode)));
    }

    @Override
    public Answer getxattr(FuseRequest request, FuseName name, XattrReply reply) {
        return Translation.answer(
                fs.xattrs().get(Translation.call(request), Translation.inode(request.nodeId()), Translation.name(name)),
                value -> reply.value(value.toArray()));
    }

    @Override
    public Answer listxattr(FuseRequest request, XattrListReply reply) {
        return Translation.answer(
                fs.xattrs().list(Translation.call(request), Translation.inode(request.nodeId())),
                names -> names.forEach(name -> reply.add(name.toBytes())));
    }

    @Override
    public Answer removexattr(FuseRequest request, FuseName name) {
        return Translation.answer(fs.xattrs()
                .remove(Translation.call(request), Translation.inode(request.nodeId()), Translation.name(name)));
    }

    private static Command.XattrMode mode(XattrMode mode) {
        return switch (mode) {
            case ANY -> Command.XattrMode.ANY;
            case CREATE -> Command.XattrMode.CREATE;
            case REPLACE -> Command.XattrMode.REPLACE;
        };
    }
}
