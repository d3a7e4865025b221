// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.content.Extent;
import io.tarnfs.model.content.Location;
import io.tarnfs.model.namespace.AttributeChange;
import io.tarnfs.model.namespace.AttributeChange.TimeChange;
import io.tarnfs.model.namespace.Attributes;
import io.tarnfs.model.namespace.Caller;
import io.tarnfs.model.namespace.Command;
import io.tarnfs.model.namespace.CommandHeader;
import io.tarnfs.model.namespace.CommandKey;
import io.tarnfs.model.namespace.FileType;
import io.tarnfs.model.namespace.Result;
import io.tarnfs.model.time.Timestamp;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The bytes of commands, as the log holds them.
///
/// ```
/// kind (1 byte, see [#kind]) | header | the command's own fields in the order in which it declares them
///
/// header:  volume | session (ordered) | incarnation (unsigned) | origin (0 kernel, 1 client)
///          number | step | confirmed below (unsigned) | uid | gid (unsigned, 32 bits)
/// list:    count (unsigned), then its members
/// or null: 0, or 1 and the field
/// ```
///
/// A kind never changes its meaning or its fields: a command that needs more gets a new kind.
final class CommandCodec {
    private CommandCodec() {}

    static void write(Command<?> command, ByteBuffer target) {
        target.put(kind(command));
        writeHeader(command.header(), target);
        switch (command) {
            case Command.CreateVolume c -> {
                Fields.putText(target, c.name());
                VolumeRecord.writeSettings(c.settings(), target);
                VolumeRecord.writeSlots(c.keySlots(), target);
            }
            case Command.ChangeVolume c -> {
                Fields.putUnsigned(target, c.retentionSeconds());
                VolumeRecord.writeSlots(c.keySlots(), target);
            }
            case Command.RemoveVolume _ -> {}
            case Command.OpenSession c -> Fields.putText(target, c.holder());
            case Command.ResumeSession c -> Fields.putSession(target, c.session());
            case Command.EndSession c -> {
                Fields.putSession(target, c.session());
                Fields.putBoolean(target, c.expired());
            }
            case Command.LeaseIds c -> Fields.putUnsigned(target, c.count());
            case Command.MakeNode c -> {
                Fields.putInode(target, c.parent());
                Fields.putName(target, c.name());
                writeNode(c.node(), target);
            }
            case Command.Link c -> {
                Fields.putInode(target, c.inode());
                Fields.putInode(target, c.parent());
                Fields.putName(target, c.name());
            }
            case Command.Remove c -> {
                Fields.putInode(target, c.parent());
                Fields.putName(target, c.name());
                Fields.putBoolean(target, c.directory());
            }
            case Command.Rename c -> {
                Fields.putInode(target, c.parent());
                Fields.putName(target, c.name());
                Fields.putInode(target, c.newParent());
                Fields.putName(target, c.newName());
                target.put((byte)
                        switch (c.mode()) {
                            case REPLACE -> 0;
                            case NO_REPLACE -> 1;
                            case EXCHANGE -> 2;
                        });
            }
            case Command.SetAttributes c -> {
                Fields.putInode(target, c.inode());
                writeChange(c.change(), target);
            }
            case Command.SetXattr c -> {
                Fields.putInode(target, c.inode());
                Fields.putName(target, c.name());
                Fields.putBytes(target, c.value());
                target.put((byte)
                        switch (c.mode()) {
                            case ANY -> 0;
                            case CREATE -> 1;
                            case REPLACE -> 2;
                        });
            }
            case Command.RemoveXattr c -> {
                Fields.putInode(target, c.inode());
                Fields.putName(target, c.name());
            }
            case Command.CommitExtents c -> {
                Fields.putInode(target, c.inode());
                writeExtents(c.extents(), target);
                Fields.putUnsigned(target, c.sizeAtLeast());
                putOrNull(target, c.written(), Fields::putTimestamp);
                Fields.putBoolean(target, c.clearSuid());
            }
            case Command.FoldBlock c -> {
                Fields.putInode(target, c.inode());
                Fields.putUnsigned(target, c.block());
                Fields.putSequence(target, c.replaced());
                writeExtents(c.extents(), target);
            }
            case Command.ReportOpen c -> {
                Fields.putInode(target, c.inode());
                Fields.putBoolean(target, c.open());
            }
            case Command.Reclaim c -> Fields.putUnsigned(target, c.limit());
            case Command.CondemnObjects c -> Fields.putUnsigned(target, c.limit());
            case Command.ForgetObjects c -> {
                Fields.putUnsigned(target, c.objects().size());
                c.objects().forEach(object -> Fields.putObject(target, object));
            }
        }
    }

    private static byte kind(Command<?> command) {
        return switch (command) {
            case Command.CreateVolume _ -> 1;
            case Command.ChangeVolume _ -> 2;
            case Command.RemoveVolume _ -> 3;
            case Command.OpenSession _ -> 4;
            case Command.ResumeSession _ -> 5;
            case Command.EndSession _ -> 6;
            case Command.LeaseIds _ -> 7;
            case Command.MakeNode _ -> 8;
            case Command.Link _ -> 9;
            case Command.Remove _ -> 10;
            case Command.Rename _ -> 11;
            case Command.SetAttributes _ -> 12;
            case Command.SetXattr _ -> 13;
            case Command.RemoveXattr _ -> 14;
            case Command.CommitExtents _ -> 15;
            case Command.FoldBlock _ -> 16;
            case Command.ReportOpen _ -> 17;
            case Command.Reclaim _ -> 18;
            case Command.CondemnObjects _ -> 19;
            case Command.ForgetObjects _ -> 20;
        };
    }

    static Command<?> read(ByteBuffer source) {
        byte kind = source.get();
        CommandHeader header = readHeader(source);
        return switch (kind) {
            case 1 ->
                new Command.CreateVolume(
                        header,
                        Fields.getText(source),
                        VolumeRecord.readSettings(source),
                        VolumeRecord.readSlots(source));
            case 2 -> new Command.ChangeVolume(header, Fields.getUnsigned(source), VolumeRecord.readSlots(source));
            case 3 -> new Command.RemoveVolume(header);
            case 4 -> new Command.OpenSession(header, Fields.getText(source));
            case 5 -> new Command.ResumeSession(header, Fields.getSession(source));
            case 6 -> new Command.EndSession(header, Fields.getSession(source), Fields.getBoolean(source));
            case 7 -> new Command.LeaseIds(header, Fields.getInt(source));
            case 8 -> new Command.MakeNode(header, Fields.getInode(source), Fields.getName(source), readNode(source));
            case 9 ->
                new Command.Link(header, Fields.getInode(source), Fields.getInode(source), Fields.getName(source));
            case 10 ->
                new Command.Remove(header, Fields.getInode(source), Fields.getName(source), Fields.getBoolean(source));
            case 11 ->
                new Command.Rename(
                        header,
                        Fields.getInode(source),
                        Fields.getName(source),
                        Fields.getInode(source),
                        Fields.getName(source),
                        renameMode(source.get()));
            case 12 -> new Command.SetAttributes(header, Fields.getInode(source), readChange(source));
            case 13 ->
                new Command.SetXattr(
                        header,
                        Fields.getInode(source),
                        Fields.getName(source),
                        Fields.getBytes(source),
                        xattrMode(source.get()));
            case 14 -> new Command.RemoveXattr(header, Fields.getInode(source), Fields.getName(source));
            case 15 ->
                new Command.CommitExtents(
                        header,
                        Fields.getInode(source),
                        readList(source, CommandCodec::readExtent),
                        Fields.getUnsigned(source),
                        getOrNull(source, Fields::getTimestamp),
                        Fields.getBoolean(source));
            case 16 ->
                new Command.FoldBlock(
                        header,
                        Fields.getInode(source),
                        Fields.getUnsigned(source),
                        Fields.getSequence(source),
                        readList(source, CommandCodec::readExtent));
            case 17 -> new Command.ReportOpen(header, Fields.getInode(source), Fields.getBoolean(source));
            case 18 -> new Command.Reclaim(header, Fields.getInt(source));
            case 19 -> new Command.CondemnObjects(header, Fields.getInt(source));
            case 20 -> new Command.ForgetObjects(header, readList(source, Fields::getObject));
            default ->
                throw new IllegalStateException("the log holds a command that this build does not know: kind=" + kind);
        };
    }

    private static void writeHeader(CommandHeader header, ByteBuffer target) {
        CommandKey key = header.key();
        Fields.putVolume(target, header.volume());
        Fields.putSession(target, key.session());
        Fields.putUnsigned(target, key.incarnation());
        target.put((byte)
                switch (key.origin()) {
                    case KERNEL -> 0;
                    case CLIENT -> 1;
                });
        Fields.putUnsigned(target, key.number());
        Fields.putUnsigned(target, key.step());
        Fields.putUnsigned(target, header.confirmedBelow());
        Fields.putUnsigned(target, header.caller().uid() & 0xffffffffL);
        Fields.putUnsigned(target, header.caller().gid() & 0xffffffffL);
    }

    private static CommandHeader readHeader(ByteBuffer source) {
        var volume = Fields.getVolume(source);
        var session = Fields.getSession(source);
        long incarnation = Fields.getUnsigned(source);
        CommandKey.Origin origin = source.get() == 0 ? CommandKey.Origin.KERNEL : CommandKey.Origin.CLIENT;
        long number = Fields.getUnsigned(source);
        CommandKey key = new CommandKey(session, incarnation, origin, number, Fields.getInt(source));
        long confirmedBelow = Fields.getUnsigned(source);
        int uid = (int) Fields.getUnsigned(source);
        return new CommandHeader(volume, key, confirmedBelow, new Caller(uid, (int) Fields.getUnsigned(source)));
    }

    private static void writeNode(Command.NewNode node, ByteBuffer target) {
        target.put((byte) (node.type().bits() >> 12));
        Fields.putUnsigned(target, node.permissions());
        Fields.putUnsigned(target, node.owner().uid() & 0xffffffffL);
        Fields.putUnsigned(target, node.owner().gid() & 0xffffffffL);
        Fields.putUnsigned(target, node.device() & 0xffffffffL);
        Fields.putBytes(target, node.target());
        Fields.putUnsigned(target, node.xattrs().size());
        for (Result.Xattr xattr : node.xattrs()) {
            Fields.putName(target, xattr.name());
            Fields.putBytes(target, xattr.value());
        }
    }

    private static Command.NewNode readNode(ByteBuffer source) {
        FileType type = FileType.ofMode(source.get() << 12);
        int permissions = Fields.getInt(source);
        int uid = (int) Fields.getUnsigned(source);
        int gid = (int) Fields.getUnsigned(source);
        int device = (int) Fields.getUnsigned(source);
        Bytes symlink = Fields.getBytes(source);
        List<Result.Xattr> xattrs =
                readList(source, from -> new Result.Xattr(Fields.getName(from), Fields.getBytes(from)));
        return new Command.NewNode(type, permissions, new Attributes.Owner(uid, gid), device, symlink, xattrs);
    }

    private static void writeChange(AttributeChange change, ByteBuffer target) {
        putOrNull(target, change.permissions(), (to, value) -> Fields.putUnsigned(to, value));
        putOrNull(target, change.uid(), (to, value) -> Fields.putUnsigned(to, value & 0xffffffffL));
        putOrNull(target, change.gid(), (to, value) -> Fields.putUnsigned(to, value & 0xffffffffL));
        putOrNull(target, change.size(), Fields::putUnsigned);
        putOrNull(target, change.access(), CommandCodec::writeTimeChange);
        putOrNull(target, change.modification(), CommandCodec::writeTimeChange);
        Fields.putBoolean(target, change.clearSuid());
    }

    private static AttributeChange readChange(ByteBuffer source) {
        return new AttributeChange(
                getOrNull(source, Fields::getInt),
                getOrNull(source, from -> (int) Fields.getUnsigned(from)),
                getOrNull(source, from -> (int) Fields.getUnsigned(from)),
                getOrNull(source, Fields::getUnsigned),
                getOrNull(source, CommandCodec::readTimeChange),
                getOrNull(source, CommandCodec::readTimeChange),
                Fields.getBoolean(source));
    }

    /// ```
    /// 0 for the instant of the command, or 1 and a timestamp
    /// ```
    private static void writeTimeChange(ByteBuffer target, TimeChange change) {
        switch (change) {
            case TimeChange.Now _ -> target.put((byte) 0);
            case TimeChange.At(Timestamp instant) -> {
                target.put((byte) 1);
                Fields.putTimestamp(target, instant);
            }
        }
    }

    private static TimeChange readTimeChange(ByteBuffer source) {
        return source.get() == 0 ? new TimeChange.Now() : new TimeChange.At(Fields.getTimestamp(source));
    }

    private static void writeExtents(List<Extent> extents, ByteBuffer target) {
        Fields.putUnsigned(target, extents.size());
        for (Extent extent : extents) {
            Fields.putUnsigned(target, extent.block());
            Fields.putUnsigned(target, extent.offset());
            Fields.putUnsigned(target, extent.length());
            switch (extent.location()) {
                case Location.Stored stored -> {
                    target.put((byte) 1);
                    Fields.putObject(target, stored.object());
                    target.putLong(stored.rangeSalt());
                    Fields.putUnsigned(target, stored.headerLength());
                    Fields.putUnsigned(target, stored.offset());
                }
                case Location.Inline inline -> {
                    target.put((byte) 2);
                    Fields.putBytes(target, inline.sealed());
                    Fields.putUnsigned(target, inline.offset());
                }
            }
        }
    }

    private static Extent readExtent(ByteBuffer source) {
        long block = Fields.getUnsigned(source);
        int offset = Fields.getInt(source);
        int length = Fields.getInt(source);
        byte kind = source.get();
        Location location = switch (kind) {
            case 1 ->
                new Location.Stored(
                        Fields.getObject(source), source.getLong(), Fields.getInt(source), Fields.getUnsigned(source));
            case 2 -> new Location.Inline(Fields.getBytes(source), Fields.getInt(source));
            default -> throw new IllegalStateException("no extent has this location: kind=" + kind);
        };
        return new Extent(block, offset, length, location);
    }

    private static Command.RenameMode renameMode(byte code) {
        return switch (code) {
            case 0 -> Command.RenameMode.REPLACE;
            case 1 -> Command.RenameMode.NO_REPLACE;
            case 2 -> Command.RenameMode.EXCHANGE;
            default -> throw new IllegalStateException("no such mode of rename: code=" + code);
        };
    }

    private static Command.XattrMode xattrMode(byte code) {
        return switch (code) {
            case 0 -> Command.XattrMode.ANY;
            case 1 -> Command.XattrMode.CREATE;
            case 2 -> Command.XattrMode.REPLACE;
            default -> throw new IllegalStateException("no such mode of setting an attribute: code=" + code);
        };
    }

    private static <T> List<T> readList(ByteBuffer source, Function<ByteBuffer, T> member) {
        int count = Fields.getInt(source);
        List<T> members = new ArrayList<>(Math.min(count, source.remaining()));
        for (int i = 0; i < count; i++) {
            members.add(member.apply(source));
        }
        return members;
    }

    private interface FieldWriter<T> {
        void put(ByteBuffer target, T value);
    }

    private static <T> void putOrNull(ByteBuffer target, @Nullable T value, FieldWriter<T> writer) {
        Fields.putBoolean(target, value != null);
        if (value != null) {
            writer.put(target, value);
        }
    }

    private static <T> @Nullable T getOrNull(ByteBuffer source, Function<ByteBuffer, T> reader) {
        return Fields.getBoolean(source) ? reader.apply(source) : null;
    }
}
