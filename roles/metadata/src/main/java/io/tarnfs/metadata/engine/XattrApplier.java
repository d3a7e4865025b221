// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

import io.tarnfs.metadata.record.InodeRecord;
import io.tarnfs.metadata.record.XattrKey;
import io.tarnfs.metadata.record.XattrRecord;
import io.tarnfs.model.namespace.Attributes;
import io.tarnfs.model.namespace.Command;
import io.tarnfs.model.namespace.Command.XattrMode;
import io.tarnfs.model.namespace.FsError;
import io.tarnfs.model.namespace.Name;
import io.tarnfs.model.namespace.Result;

/// Applies changes of extended attributes.
final class XattrApplier {
    /// XATTR_SIZE_MAX of Linux.
    static final int VALUE_MAX = 64 << 10;

    /// XATTR_LIST_MAX of Linux: a longer list could be stored, but never be listed.
    private static final int LIST_MAX = 64 << 10;

    private final Tables tables;
    private final Inodes inodes;

    XattrApplier(Tables tables, Inodes inodes) {
        this.tables = tables;
        this.inodes = inodes;
    }

    Result.Node set(Turn turn, Command.SetXattr command) {
        InodeRecord record = inodes.existing(turn, command.inode());
        XattrKey key = new XattrKey(turn.volume(), command.inode(), command.name());
        XattrRecord old = tables.xattrs.get(key);
        Refusal.unless(old == null || command.mode() != XattrMode.CREATE, FsError.EXISTS);
        Refusal.unless(old != null || command.mode() != XattrMode.REPLACE, FsError.NO_ATTRIBUTE);
        Refusal.unless(command.value().length() <= VALUE_MAX, FsError.ATTRIBUTE_TOO_BIG);
        int listBytes = record.upkeep().xattrListBytes() + (old == null ? listed(command.name()) : 0);
        Refusal.unless(listBytes <= LIST_MAX, FsError.NO_SPACE);

        tables.xattrs.put(key, old == null ? XattrRecord.of(command.value()) : old.with(command.value()));
        return changed(turn, record, listBytes);
    }

    Result.Node remove(Turn turn, Command.RemoveXattr command) {
        InodeRecord record = inodes.existing(turn, command.inode());
        XattrKey key = new XattrKey(turn.volume(), command.inode(), command.name());
        Refusal.unless(tables.xattrs.get(key) != null, FsError.NO_ATTRIBUTE);

        tables.xattrs.remove(key);
        return changed(turn, record, record.upkeep().xattrListBytes() - listed(command.name()));
    }

    private Result.Node changed(Turn turn, InodeRecord record, int listBytes) {
        Attributes attributes = new AttributesDraft(record.attributes())
                .flag(Attributes.FLAG_XATTRS, listBytes > 0)
                .change(turn.now())
                .finish();
        InodeRecord changed = record.with(attributes).with(record.upkeep().withXattrListBytes(listBytes));
        return new Result.Node(inodes.put(turn, changed).attributes());
    }

    /// What listxattr(2) needs for a name, the NUL behind it included.
    private static int listed(Name name) {
        return name.length() + 1;
    }
}
