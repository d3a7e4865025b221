// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.bridge;

import io.tarnfs.fusekernel.handler.Answer;
import io.tarnfs.fusekernel.handler.AttributesWriter;
import io.tarnfs.fusekernel.handler.EntryReply;
import io.tarnfs.fusekernel.handler.FuseName;
import io.tarnfs.fusekernel.handler.FuseRequest;
import io.tarnfs.linux.errno.Errno;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.namespace.Attributes;
import io.tarnfs.model.namespace.Caller;
import io.tarnfs.model.namespace.FileType;
import io.tarnfs.model.namespace.FsError;
import io.tarnfs.model.namespace.Name;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.model.time.Timestamp;
import io.tarnfs.mount.session.RequestNumber;
import io.tarnfs.mount.vfs.Call;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Words of the kernel protocol to words of the model and back.
///
/// A nodeid is (view, inode): 16 bits of view, which is 0 until volumes can be mounted in the past, and 48
/// bits of inode. The root of a mount is 1 on both sides.
final class Translation {
    /// How long the kernel may answer names and attributes from its own caches: short, because these caches
    /// outlive a daemon that has died or was fenced.
    static final long KERNEL_VALID_NANOS = TimeUnit.SECONDS.toNanos(5);

    /// What stat(2) recommends for reads and writes: a frame of an object.
    private static final int IO_SIZE_BYTES = 128 << 10;

    /// The unit of `st_blocks`.
    private static final int STAT_BLOCK_BYTES = 512;

    private final long life;

    /// @param life of the volume, the generation of its inodes
    Translation(long life) {
        this.life = life;
    }

    static Call call(FuseRequest request) {
        RequestNumber number = new RequestNumber(request.unique(), new Caller(request.uid(), request.gid()));
        return new Call(number, request.umask(), request.mayWait());
    }

    /// Returns the inode of a nodeid, whose view is 0 as long as there is one only.
    ///
    /// @throws IllegalArgumentException if it is not
    static InodeId inode(long nodeId) {
        return new InodeId(nodeId);
    }

    static Name name(FuseName name) {
        return Name.ofBytes(name.toBytes());
    }

    /// Fills a reply from a success, or says why not.
    static <A> Answer answer(Outcome<A> outcome, Consumer<A> fill) {
        return switch (outcome) {
            case Outcome.Success<A>(A value, var _) -> {
                fill.accept(value);
                yield Answer.OK;
            }
            case Outcome.Failure<A>(FsError error, var _) -> Answer.failed(errno(error));
            case Outcome.WouldWait<A>() -> Answer.WOULD_WAIT;
        };
    }

    /// Answers a call that has no reply but its success.
    static Answer answer(Outcome<?> outcome) {
        return answer(outcome, _ -> {});
    }

    void fill(EntryReply reply, Attributes attributes) {
        reply.nodeId(attributes.inode().value())
                .generation(life)
                .entryValidNanos(KERNEL_VALID_NANOS)
                .attributesValidNanos(KERNEL_VALID_NANOS);
        fill(reply.attributes(), attributes);
    }

    static void fill(AttributesWriter writer, Attributes attributes) {
        Attributes.Times times = attributes.times();
        Timestamp access = times.access();
        Timestamp modification = times.modification();
        Timestamp change = times.change();
        writer.inode(attributes.inode().value())
                .mode(attributes.mode())
                .links(attributes.links())
                .uid(attributes.owner().uid())
                .gid(attributes.owner().gid())
                .sizeBytes(attributes.size())
                .blocks(blocks(attributes))
                .blockSizeBytes(IO_SIZE_BYTES)
                .device(attributes.device())
                .accessTime(access.seconds(), access.nanos())
                .modificationTime(modification.seconds(), modification.nanos())
                .changeTime(change.seconds(), change.nanos());
    }

    /// Holes count as if they were stored: the service keeps no count of stored bytes an inode.
    private static long blocks(Attributes attributes) {
        long size = attributes.type() == FileType.REGULAR ? attributes.size() : 0;
        return size / STAT_BLOCK_BYTES + (size % STAT_BLOCK_BYTES == 0 ? 0 : 1);
    }

    static io.tarnfs.fusekernel.handler.FileType type(FileType type) {
        return switch (type) {
            case FIFO -> io.tarnfs.fusekernel.handler.FileType.FIFO;
            case CHARACTER_DEVICE -> io.tarnfs.fusekernel.handler.FileType.CHARACTER_DEVICE;
            case DIRECTORY -> io.tarnfs.fusekernel.handler.FileType.DIRECTORY;
            case BLOCK_DEVICE -> io.tarnfs.fusekernel.handler.FileType.BLOCK_DEVICE;
            case REGULAR -> io.tarnfs.fusekernel.handler.FileType.REGULAR;
            case SYMLINK -> io.tarnfs.fusekernel.handler.FileType.SYMLINK;
            case SOCKET -> io.tarnfs.fusekernel.handler.FileType.SOCKET;
        };
    }

    /// The one place where an error of the model becomes a number of errno(3).
    static Errno errno(FsError error) {
        return switch (error) {
            case NOT_FOUND -> Errno.ENOENT;
            case EXISTS -> Errno.EEXIST;
            case NOT_A_DIRECTORY -> Errno.ENOTDIR;
            case IS_A_DIRECTORY -> Errno.EISDIR;
            case NOT_EMPTY -> Errno.ENOTEMPTY;
            case NOT_PERMITTED -> Errno.EPERM;
            case ACCESS_DENIED -> Errno.EACCES;
            case INVALID -> Errno.EINVAL;
            case NAME_TOO_LONG -> Errno.ENAMETOOLONG;
            case TOO_MANY_LINKS -> Errno.EMLINK;
            case NO_SPACE -> Errno.ENOSPC;
            case OVER_QUOTA -> Errno.EDQUOT;
            case FILE_TOO_BIG -> Errno.EFBIG;
            case NO_ATTRIBUTE -> Errno.ENODATA;
            case ATTRIBUTE_TOO_BIG -> Errno.E2BIG;
            case CROSSES_BORDER -> Errno.EXDEV;
            case READ_ONLY -> Errno.EROFS;
            case BUSY -> Errno.EBUSY;
            case STALE -> Errno.ESTALE;
            case INTERRUPTED -> Errno.EINTR;
            case NOT_SUPPORTED -> Errno.EOPNOTSUPP;
            case FENCED, IO -> Errno.EIO;
            case OUTDATED -> throw new IllegalStateException("a background command's answer reached a caller");
        };
    }
}
