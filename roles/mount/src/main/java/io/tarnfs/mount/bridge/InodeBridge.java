// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.bridge;

import io.tarnfs.fusekernel.handler.Answer;
import io.tarnfs.fusekernel.handler.AttributeChanges;
import io.tarnfs.fusekernel.handler.AttributeChanges.Field;
import io.tarnfs.fusekernel.handler.AttributesReply;
import io.tarnfs.fusekernel.handler.FuseRequest;
import io.tarnfs.fusekernel.handler.InodeCalls;
import io.tarnfs.fusekernel.handler.ReadlinkReply;
import io.tarnfs.fusekernel.handler.StatfsReply;
import io.tarnfs.linux.errno.Errno;
import io.tarnfs.model.namespace.AttributeChange;
import io.tarnfs.model.namespace.AttributeChange.TimeChange;
import io.tarnfs.model.namespace.Attributes;
import io.tarnfs.model.namespace.Name;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.model.time.Timestamp;
import io.tarnfs.model.volume.VolumeUsage;
import io.tarnfs.mount.vfs.VolumeFileSystem;
import org.jspecify.annotations.Nullable;

/// Requests about inodes.
final class InodeBridge implements InodeCalls {
    /// The unit in which statfs(2) counts.
    private static final int FRAGMENT_BYTES = 4096;

    /// What statfs(2) shows as still free where no quota says less: an object store has no end of its own,
    /// and programs that look for room must find some. 1 PiB.
    private static final long FREE_BYTES = 1L << 50;

    /// Inodes shown as still free.
    private static final long FREE_INODES = 1L << 40;

    private final VolumeFileSystem fs;

    @SuppressWarnings("UnusedVariable") // the bridges are made alike
    private final Translation translation;

    InodeBridge(VolumeFileSystem fs, Translation translation) {
        this.fs = fs;
        this.translation = translation;
    }

    @Override
    public Answer getattr(FuseRequest request, boolean hasHandle, long handle, AttributesReply reply) {
        return attributes(fs.attributes().get(Translation.call(request), Translation.inode(request.nodeId())), reply);
    }

    @Override
    public Answer setattr(FuseRequest request, AttributeChanges changes, AttributesReply reply)
            throws InterruptedException {
        AttributeChange change = new AttributeChange(
                changes.sets(Field.MODE) ? changes.mode() & Attributes.PERMISSIONS_MASK : null,
                changes.sets(Field.UID) ? changes.uid() : null,
                changes.sets(Field.GID) ? changes.gid() : null,
                changes.sets(Field.SIZE) ? changes.sizeBytes() : null,
                accessTime(changes),
                modificationTime(changes),
                changes.sets(Field.CLEAR_SUID_SGID));
        return attributes(
                fs.attributes().set(Translation.call(request), Translation.inode(request.nodeId()), change), reply);
    }

    private static @Nullable TimeChange accessTime(AttributeChanges changes) {
        if (changes.sets(Field.ACCESS_TIME_NOW)) {
            return new TimeChange.Now();
        }
        return changes.sets(Field.ACCESS_TIME)
                ? new TimeChange.At(new Timestamp(changes.accessSeconds(), changes.accessNanos()))
                : null;
    }

    private static @Nullable TimeChange modificationTime(AttributeChanges changes) {
        if (changes.sets(Field.MODIFICATION_TIME_NOW)) {
            return new TimeChange.Now();
        }
        return changes.sets(Field.MODIFICATION_TIME)
                ? new TimeChange.At(new Timestamp(changes.modificationSeconds(), changes.modificationNanos()))
                : null;
    }

    private static Answer attributes(Outcome<Attributes> outcome, AttributesReply reply) {
        return Translation.answer(outcome, attributes -> {
            reply.validNanos(Translation.KERNEL_VALID_NANOS);
            Translation.fill(reply.attributes(), attributes);
        });
    }

    @Override
    public Answer readlink(FuseRequest request, ReadlinkReply reply) {
        return Translation.answer(
                fs.attributes().readlink(Translation.call(request), Translation.inode(request.nodeId())),
                target -> reply.target(target.toArray()));
    }

    @Override
    public Answer access(FuseRequest request, int mask) {
        // Never sent under default_permissions, which every mount has.
        return Answer.failed(Errno.ENOSYS);
    }

    @Override
    public Answer statfs(FuseRequest request, StatfsReply reply) {
        Outcome<VolumeUsage> usage = fs.usage(Translation.call(request));
        return Translation.answer(usage, used -> {
            long free = FREE_BYTES / FRAGMENT_BYTES;
            reply.fragmentSizeBytes(FRAGMENT_BYTES)
                    .blockSizeBytes(FRAGMENT_BYTES)
                    .blocks(free + (used.bytes() + FRAGMENT_BYTES - 1) / FRAGMENT_BYTES)
                    .blocksFree(free)
                    .blocksAvailable(free)
                    .inodes(FREE_INODES + used.inodes())
                    .inodesFree(FREE_INODES)
                    .nameLengthMax(Name.LENGTH_MAX);
        });
    }
}
