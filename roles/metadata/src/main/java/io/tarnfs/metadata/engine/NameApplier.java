// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

import io.tarnfs.metadata.record.BackLinkKey;
import io.tarnfs.metadata.record.CountersRecord;
import io.tarnfs.metadata.record.DentryKey;
import io.tarnfs.metadata.record.DentryRecord;
import io.tarnfs.metadata.record.InodeRecord;
import io.tarnfs.metadata.record.SipHash;
import io.tarnfs.metadata.record.VolumeKey;
import io.tarnfs.metadata.record.VolumeRecord;
import io.tarnfs.metadata.record.XattrKey;
import io.tarnfs.metadata.record.XattrRecord;
import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.namespace.Attributes;
import io.tarnfs.model.namespace.Command;
import io.tarnfs.model.namespace.Command.RenameMode;
import io.tarnfs.model.namespace.FileType;
import io.tarnfs.model.namespace.FsError;
import io.tarnfs.model.namespace.Name;
import io.tarnfs.model.namespace.Result;
import io.tarnfs.model.time.Timestamp;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Applies the commands that make, move and take away names.
final class NameApplier {
    /// An inode starts with at most this many attributes: an inherited ACL and a few labels.
    private static final int FIRST_XATTRS_MAX = 64;

    private static final int DIRECTORY_LINKS = 2;

    private final Tables tables;
    private final Inodes inodes;

    NameApplier(Tables tables, Inodes inodes) {
        this.tables = tables;
        this.inodes = inodes;
    }

    Result.Node makeNode(Turn turn, Command.MakeNode command) {
        InodeRecord parent = inodes.directory(turn, command.parent());
        DentryKey key = key(turn, command.parent(), command.name());
        Refusal.unless(tables.dentries.get(key) == null, FsError.EXISTS);
        Command.NewNode node = command.node();
        boolean directory = node.type() == FileType.DIRECTORY;
        Refusal.unless(!directory || parent.attributes().links() < Inodes.LINKS_MAX, FsError.TOO_MANY_LINKS);
        checkNode(node);
        int xattrListBytes = listBytes(node);

        CountersRecord counters = tables.counters(turn.volume());
        InodeId inode = new InodeId(counters.nextInode());
        tables.counters.put(new VolumeKey(turn.volume()), counters.withNewInode());
        InodeRecord record = InodeRecord.of(attributes(turn, inode, node), node.target());
        inodes.put(turn, record.with(record.upkeep().withXattrListBytes(xattrListBytes)));
        for (Result.Xattr xattr : node.xattrs()) {
            tables.xattrs.put(new XattrKey(turn.volume(), inode, xattr.name()), XattrRecord.of(xattr.value()));
        }
        tables.dentries.put(key, DentryRecord.of(inode, node.type()));
        inodes.addBackLink(turn, inode, command.parent(), command.name());
        inodes.changeEntries(turn, command.parent(), 1, directory ? 1 : 0);
        return new Result.Node(record.attributes());
    }

    Result.Node link(Turn turn, Command.Link command) {
        inodes.directory(turn, command.parent());
        InodeRecord record = inodes.existing(turn, command.inode());
        Attributes old = record.attributes();
        Refusal.unless(record.upkeep().state() == InodeRecord.State.NAMED, FsError.NOT_FOUND);
        DentryKey key = key(turn, command.parent(), command.name());
        Refusal.unless(tables.dentries.get(key) == null, FsError.EXISTS);
        Refusal.unless(old.type() != FileType.DIRECTORY, FsError.NOT_PERMITTED);
        Refusal.unless(old.links() < Inodes.LINKS_MAX, FsError.TOO_MANY_LINKS);

        Attributes linked = new AttributesDraft(old)
                .links(old.links() + 1)
                .change(turn.now())
                .finish();
        inodes.put(turn, record.with(linked));
        tables.dentries.put(key, DentryRecord.of(command.inode(), old.type()));
        inodes.addBackLink(turn, command.inode(), command.parent(), command.name());
        inodes.changeEntries(turn, command.parent(), 1, 0);
        return new Result.Node(linked);
    }

    Result.Removed remove(Turn turn, Command.Remove command) {
        inodes.directory(turn, command.parent());
        DentryKey key = key(turn, command.parent(), command.name());
        DentryRecord dentry = tables.dentries.get(key);
        if (dentry == null) {
            throw new Refusal(FsError.NOT_FOUND);
        }
        boolean directory = dentry.type() == FileType.DIRECTORY;
        Refusal.unless(directory || !command.directory(), FsError.NOT_A_DIRECTORY);
        Refusal.unless(!directory || command.directory(), FsError.IS_A_DIRECTORY);
        InodeRecord record = inodes.known(turn, dentry.inode());
        Refusal.unless(!directory || record.attributes().size() == 0, FsError.NOT_EMPTY);

        tables.dentries.remove(key);
        inodes.changeEntries(turn, command.parent(), -1, directory ? -1 : 0);
        return new Result.Removed(inodes.dropName(turn, record, command.parent(), command.name()));
    }

    Result.Renamed rename(Turn turn, Command.Rename command) {
        InodeRecord oldParent = inodes.directory(turn, command.parent());
        InodeRecord newParent = inodes.directory(turn, command.newParent());
        DentryKey from = key(turn, command.parent(), command.name());
        DentryKey to = key(turn, command.newParent(), command.newName());
        DentryRecord moved = tables.dentries.get(from);
        DentryRecord there = tables.dentries.get(to);
        checkRename(turn, command, moved, there);
        if (moved == null) {
            throw new Refusal(FsError.NOT_FOUND);
        }
        if (there != null && there.inode().equals(moved.inode())) {
            Attributes same = inodes.known(turn, moved.inode()).attributes();
            return new Result.Renamed(same, null);
        }
        boolean crosses =
                !oldParent.attributes().inode().equals(newParent.attributes().inode());
        int arriving = directories(moved) - directories(there);
        Refusal.unless(
                !crosses || arriving <= 0 || newParent.attributes().links() < Inodes.LINKS_MAX, FsError.TOO_MANY_LINKS);
        if (there != null && command.mode() == RenameMode.EXCHANGE) {
            Refusal.unless(
                    !crosses || arriving >= 0 || oldParent.attributes().links() < Inodes.LINKS_MAX,
                    FsError.TOO_MANY_LINKS);
            return exchange(turn, command, moved, there);
        }
        return move(turn, command, moved, there);
    }

    /// Refuses what rename(2) refuses, in the order in which Linux looks.
    private void checkRename(
            Turn turn, Command.Rename command, @Nullable DentryRecord moved, @Nullable DentryRecord there) {
        if (moved == null) {
            throw new Refusal(FsError.NOT_FOUND);
        }
        boolean exchange = command.mode() == RenameMode.EXCHANGE;
        Refusal.unless(there == null || command.mode() != RenameMode.NO_REPLACE, FsError.EXISTS);
        Refusal.unless(there != null || !exchange, FsError.NOT_FOUND);
        Refusal.unless(
                moved.type() != FileType.DIRECTORY || !isAtOrAbove(turn, moved.inode(), command.newParent()),
                FsError.INVALID);
        if (there == null || there.inode().equals(moved.inode())) {
            return;
        }
        boolean above = there.type() == FileType.DIRECTORY && isAtOrAbove(turn, there.inode(), command.parent());
        Refusal.unless(!above, exchange ? FsError.INVALID : FsError.NOT_EMPTY);
        if (exchange) {
            return;
        }
        if (moved.type() == FileType.DIRECTORY) {
            Refusal.unless(there.type() == FileType.DIRECTORY, FsError.NOT_A_DIRECTORY);
            Refusal.unless(inodes.known(turn, there.inode()).attributes().size() == 0, FsError.NOT_EMPTY);
        } else {
            Refusal.unless(there.type() != FileType.DIRECTORY, FsError.IS_A_DIRECTORY);
        }
    }

    private Result.Renamed move(Turn turn, Command.Rename command, DentryRecord moved, @Nullable DentryRecord there) {
        DentryKey from = key(turn, command.parent(), command.name());
        DentryKey to = key(turn, command.newParent(), command.newName());
        tables.dentries.remove(from);
        tables.dentries.put(
                to,
                there == null
                        ? DentryRecord.of(moved.inode(), moved.type())
                        : there.leadingTo(moved.inode(), moved.type()));
        inodes.changeEntries(turn, command.parent(), -1, -directories(moved));
        inodes.changeEntries(turn, command.newParent(), there == null ? 1 : 0, directories(moved) - directories(there));
        Attributes replaced = null;
        if (there != null) {
            InodeRecord record = inodes.known(turn, there.inode());
            replaced = inodes.dropName(turn, record, command.newParent(), command.newName());
        }
        inodes.removeBackLink(turn, moved.inode(), command.parent(), command.name());
        inodes.addBackLink(turn, moved.inode(), command.newParent(), command.newName());
        return new Result.Renamed(changeTime(turn, moved.inode()), replaced);
    }

    private Result.Renamed exchange(Turn turn, Command.Rename command, DentryRecord moved, DentryRecord there) {
        DentryKey from = key(turn, command.parent(), command.name());
        DentryKey to = key(turn, command.newParent(), command.newName());
        tables.dentries.put(from, moved.leadingTo(there.inode(), there.type()));
        tables.dentries.put(to, there.leadingTo(moved.inode(), moved.type()));
        int arriving = directories(moved) - directories(there);
        inodes.changeEntries(turn, command.parent(), 0, -arriving);
        inodes.changeEntries(turn, command.newParent(), 0, arriving);
        inodes.removeBackLink(turn, moved.inode(), command.parent(), command.name());
        inodes.removeBackLink(turn, there.inode(), command.newParent(), command.newName());
        inodes.addBackLink(turn, moved.inode(), command.newParent(), command.newName());
        inodes.addBackLink(turn, there.inode(), command.parent(), command.name());
        Attributes movedAttributes = changeTime(turn, moved.inode());
        return new Result.Renamed(movedAttributes, changeTime(turn, there.inode()));
    }

    private Attributes changeTime(Turn turn, InodeId inode) {
        InodeRecord record = inodes.known(turn, inode);
        Attributes changed =
                new AttributesDraft(record.attributes()).change(turn.now()).finish();
        return inodes.put(turn, record.with(changed)).attributes();
    }

    private static int directories(@Nullable DentryRecord dentry) {
        return dentry != null && dentry.type() == FileType.DIRECTORY ? 1 : 0;
    }

    /// Returns whether `inode` is `directory` or lies above it.
    private boolean isAtOrAbove(Turn turn, InodeId inode, InodeId directory) {
        InodeId at = directory;
        while (!at.equals(inode)) {
            if (at.equals(InodeId.ROOT)) {
                return false;
            }
            at = parentOf(turn, at);
        }
        return true;
    }

    private InodeId parentOf(Turn turn, InodeId directory) {
        var link = Tables.first(tables.backLinks, Queries.firstBackLink(turn.volume(), directory));
        if (link == null || !link.key().inode().equals(directory)) {
            throw new IllegalStateException(
                    "a directory has no way up: volume=" + turn.volume().value() + " inode=" + directory.value());
        }
        BackLinkKey key = link.key();
        return key.parent();
    }

    /// Returns the key of a name in a directory.
    private DentryKey key(Turn turn, InodeId parent, Name name) {
        VolumeRecord volume = tables.volumes.get(new VolumeKey(turn.volume()));
        if (volume == null) {
            throw new Refusal(FsError.NOT_FOUND);
        }
        return new DentryKey(turn.volume(), parent, SipHash.of(volume.hashKey(), name), name);
    }

    private static void checkNode(Command.NewNode node) {
        Refusal.unless((node.permissions() & ~Attributes.PERMISSIONS_MASK) == 0, FsError.INVALID);
        boolean symlink = node.type() == FileType.SYMLINK;
        Refusal.unless(symlink == node.target().length() > 0, FsError.INVALID);
        Refusal.unless(node.target().length() <= TARGET_MAX, FsError.NAME_TOO_LONG);
    }

    /// PATH_MAX without the NUL at the end.
    private static final int TARGET_MAX = 4_095;

    private static int listBytes(Command.NewNode node) {
        Refusal.unless(node.xattrs().size() <= FIRST_XATTRS_MAX, FsError.NO_SPACE);
        int bytes = 0;
        Set<Name> names = new HashSet<>();
        for (Result.Xattr xattr : node.xattrs()) {
            Refusal.unless(names.add(xattr.name()), FsError.INVALID);
            Refusal.unless(xattr.value().length() <= XattrApplier.VALUE_MAX, FsError.ATTRIBUTE_TOO_BIG);
            bytes += xattr.name().length() + 1;
        }
        return bytes;
    }

    private static Attributes attributes(Turn turn, InodeId inode, Command.NewNode node) {
        Timestamp now = turn.now();
        boolean device = node.type() == FileType.BLOCK_DEVICE || node.type() == FileType.CHARACTER_DEVICE;
        Bytes target = node.target();
        return new Attributes(
                inode,
                node.type(),
                node.permissions(),
                node.type() == FileType.DIRECTORY ? DIRECTORY_LINKS : 1,
                node.owner(),
                device ? node.device() : 0,
                target.length(),
                new Attributes.Times(now, now, now, now),
                node.xattrs().isEmpty() ? 0 : Attributes.FLAG_XATTRS,
                turn.sequence());
    }
}
