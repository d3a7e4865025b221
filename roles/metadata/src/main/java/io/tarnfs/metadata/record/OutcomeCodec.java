// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.Epoch;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.ObjectId;
import io.tarnfs.model.identity.Sequence;
import io.tarnfs.model.namespace.Attributes;
import io.tarnfs.model.namespace.FileType;
import io.tarnfs.model.namespace.FsError;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.model.namespace.Result;
import io.tarnfs.model.time.Timestamp;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// The bytes of a command's outcome, as [ResultRecord] keeps them. The sequence of a success stands in the
/// record.
///
/// ```
/// 0 | error (unsigned, see [#code]) | detail (text)
/// 1 | kind of result (see the cases) | its fields in the order in which it declares them
/// ```
public final class OutcomeCodec {
    /// A slice of condemned objects is the largest outcome: 1,000 times 18 bytes.
    private static final int SIZE_MAX = 1 << 20;

    private static final int SIZE_USUAL = 256;

    private OutcomeCodec() {}

    /// Returns the bytes of an outcome.
    public static Bytes encode(Outcome<? extends Result> outcome) {
        for (int size = SIZE_USUAL; ; size *= 4) {
            ByteBuffer target = ByteBuffer.allocate(size);
            try {
                write(outcome, target);
            } catch (BufferOverflowException e) {
                if (size >= SIZE_MAX) {
                    throw e;
                }
                continue;
            }
            byte[] encoded = new byte[target.position()];
            target.flip().get(encoded);
            return Bytes.copyOf(encoded);
        }
    }

    /// Returns the outcome of a record, whose command stood at `at`.
    public static Outcome<Result> decode(Bytes encoded, Sequence at) {
        ByteBuffer source = ByteBuffer.wrap(encoded.toArray());
        if (source.get() == 0) {
            FsError error = error(Fields.getInt(source));
            return new Outcome.Failure<>(error, Fields.getText(source));
        }
        return new Outcome.Success<>(readResult(source), at);
    }

    private static void write(Outcome<? extends Result> outcome, ByteBuffer target) {
        switch (outcome) {
            case Outcome.Success<? extends Result> success -> {
                target.put((byte) 1);
                writeResult(success.value(), target);
            }
            case Outcome.Failure<? extends Result> failure -> {
                target.put((byte) 0);
                Fields.putUnsigned(target, code(failure.error()));
                Fields.putText(target, failure.detail());
            }
            case Outcome.WouldWait<? extends Result> _ ->
                throw new IllegalStateException("no command is answered with WouldWait");
        }
    }

    private static void writeResult(Result result, ByteBuffer target) {
        switch (result) {
            case Result.Done _ -> target.put((byte) 1);
            case Result.Node(Attributes attributes) -> {
                target.put((byte) 2);
                writeAttributes(attributes, target);
            }
            case Result.Removed(Attributes attributes) -> {
                target.put((byte) 3);
                writeAttributes(attributes, target);
            }
            case Result.Renamed renamed -> {
                target.put((byte) 4);
                writeAttributes(renamed.moved(), target);
                Attributes replaced = renamed.replaced();
                Fields.putBoolean(target, replaced != null);
                if (replaced != null) {
                    writeAttributes(replaced, target);
                }
            }
            case Result.Volume volume -> {
                target.put((byte) 5);
                VolumeRecord.writeInfo(volume.info(), target);
            }
            case Result.SessionGrant grant -> {
                target.put((byte) 6);
                Fields.putSession(target, grant.session());
                Fields.putUnsigned(target, grant.epoch().value());
                Fields.putUnsigned(target, grant.incarnation());
            }
            case Result.IdRange range -> {
                target.put((byte) 7);
                Fields.putObject(target, range.first());
                Fields.putUnsigned(target, range.count());
                target.putLong(range.salt());
            }
            case Result.Progress progress -> {
                target.put((byte) 8);
                Fields.putUnsigned(target, progress.changed());
                Fields.putBoolean(target, progress.more());
            }
            case Result.Condemned condemned -> {
                target.put((byte) 9);
                Fields.putUnsigned(target, condemned.objects().size());
                for (Result.CondemnedObject object : condemned.objects()) {
                    Fields.putObject(target, object.object());
                    target.putLong(object.rangeSalt());
                }
            }
            case Result.Orphans orphans -> {
                target.put((byte) 10);
                Fields.putUnsigned(target, orphans.inodes().size());
                orphans.inodes().forEach(inode -> Fields.putInode(target, inode));
            }
        }
    }

    private static Result readResult(ByteBuffer source) {
        byte kind = source.get();
        return switch (kind) {
            case 1 -> new Result.Done();
            case 2 -> new Result.Node(readAttributes(source));
            case 3 -> new Result.Removed(readAttributes(source));
            case 4 -> {
                Attributes moved = readAttributes(source);
                yield new Result.Renamed(moved, Fields.getBoolean(source) ? readAttributes(source) : null);
            }
            case 5 -> new Result.Volume(VolumeRecord.readInfo(source));
            case 6 -> {
                var session = Fields.getSession(source);
                Epoch epoch = new Epoch(Fields.getUnsigned(source));
                yield new Result.SessionGrant(session, epoch, Fields.getUnsigned(source));
            }
            case 7 -> {
                ObjectId first = Fields.getObject(source);
                int count = Fields.getInt(source);
                yield new Result.IdRange(first, count, source.getLong());
            }
            case 8 -> {
                int changed = Fields.getInt(source);
                yield new Result.Progress(changed, Fields.getBoolean(source));
            }
            case 9 -> {
                int count = Fields.getInt(source);
                List<Result.CondemnedObject> objects = new ArrayList<>(Math.min(count, source.remaining()));
                for (int i = 0; i < count; i++) {
                    ObjectId object = Fields.getObject(source);
                    objects.add(new Result.CondemnedObject(object, source.getLong()));
                }
                yield new Result.Condemned(objects);
            }
            case 10 -> {
                int count = Fields.getInt(source);
                List<InodeId> inodes = new ArrayList<>(Math.min(count, source.remaining()));
                for (int i = 0; i < count; i++) {
                    inodes.add(Fields.getInode(source));
                }
                yield new Result.Orphans(inodes);
            }
            default -> throw new IllegalStateException("no result is of this kind: kind=" + kind);
        };
    }

    private static void writeAttributes(Attributes a, ByteBuffer target) {
        target.put((byte) (a.type().bits() >> 12));
        Fields.putInode(target, a.inode());
        Fields.putUnsigned(target, a.permissions());
        Fields.putUnsigned(target, a.links());
        Fields.putUnsigned(target, a.owner().uid() & 0xffffffffL);
        Fields.putUnsigned(target, a.owner().gid() & 0xffffffffL);
        Fields.putUnsigned(target, a.device() & 0xffffffffL);
        Fields.putUnsigned(target, a.size());
        Fields.putTimestamp(target, a.times().access());
        Fields.putTimestamp(target, a.times().modification());
        Fields.putTimestamp(target, a.times().change());
        Fields.putTimestamp(target, a.times().birth());
        Fields.putUnsigned(target, a.flags() & 0xffffffffL);
        Fields.putSequence(target, a.dataVersion());
    }

    private static Attributes readAttributes(ByteBuffer source) {
        FileType type = FileType.ofMode(source.get() << 12);
        InodeId inode = Fields.getInode(source);
        int permissions = Fields.getInt(source);
        int links = Fields.getInt(source);
        int uid = (int) Fields.getUnsigned(source);
        int gid = (int) Fields.getUnsigned(source);
        int device = (int) Fields.getUnsigned(source);
        long size = Fields.getUnsigned(source);
        Timestamp access = Fields.getTimestamp(source);
        Timestamp modification = Fields.getTimestamp(source);
        Timestamp change = Fields.getTimestamp(source);
        Attributes.Times times = new Attributes.Times(access, modification, change, Fields.getTimestamp(source));
        int flags = (int) Fields.getUnsigned(source);
        Attributes.Owner owner = new Attributes.Owner(uid, gid);
        return new Attributes(
                inode, type, permissions, links, owner, device, size, times, flags, Fields.getSequence(source));
    }

    /// The numbers of errors on disk; never reused.
    private static int code(FsError error) {
        return switch (error) {
            case NOT_FOUND -> 1;
            case EXISTS -> 2;
            case NOT_A_DIRECTORY -> 3;
            case IS_A_DIRECTORY -> 4;
            case NOT_EMPTY -> 5;
            case NOT_PERMITTED -> 6;
            case ACCESS_DENIED -> 7;
            case INVALID -> 8;
            case NAME_TOO_LONG -> 9;
            case TOO_MANY_LINKS -> 10;
            case NO_SPACE -> 11;
            case OVER_QUOTA -> 12;
            case FILE_TOO_BIG -> 13;
            case NO_ATTRIBUTE -> 14;
            case ATTRIBUTE_TOO_BIG -> 15;
            case CROSSES_BORDER -> 16;
            case READ_ONLY -> 17;
            case BUSY -> 18;
            case STALE -> 19;
            case FENCED -> 20;
            case OUTDATED -> 21;
            case INTERRUPTED -> 22;
            case NOT_SUPPORTED -> 23;
            case IO -> 24;
        };
    }

    private static FsError error(int code) {
        for (FsError error : FsError.values()) {
            if (code(error) == code) {
                return error;
            }
        }
        throw new IllegalStateException("no error has this number: code=" + code);
    }
}
