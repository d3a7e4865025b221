// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

import io.tarnfs.metadata.record.BackLinkKey;
import io.tarnfs.metadata.record.InodeKey;
import io.tarnfs.metadata.record.InodeRecord;
import io.tarnfs.metadata.record.InodeRecord.State;
import io.tarnfs.metadata.record.OpenKey;
import io.tarnfs.metadata.record.OrphanRecord;
import io.tarnfs.metadata.record.Presence;
import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.SessionId;
import io.tarnfs.model.namespace.Attributes;
import io.tarnfs.model.namespace.FileType;
import io.tarnfs.model.namespace.FsError;
import io.tarnfs.model.namespace.Name;

/// Inodes as all appliers see them: found or refused, and orphaned when their last name goes.
final class Inodes {
    /// LINK_MAX of ext4, so that programs which probe the limit meet a known one.
    static final int LINKS_MAX = 65_000;

    private final Tables tables;

    Inodes(Tables tables) {
        this.tables = tables;
    }

    /// Returns an inode that can still be changed; an orphan can.
    InodeRecord existing(Turn turn, InodeId inode) {
        InodeRecord record = tables.inodes.get(new InodeKey(turn.volume(), inode));
        if (record == null || record.upkeep().state() == State.REAPED) {
            throw new Refusal(FsError.NOT_FOUND);
        }
        return record;
    }

    /// Returns a directory that has a name, so that names can be made in it.
    InodeRecord directory(Turn turn, InodeId inode) {
        InodeRecord record = existing(turn, inode);
        Refusal.unless(record.attributes().type() == FileType.DIRECTORY, FsError.NOT_A_DIRECTORY);
        Refusal.unless(record.upkeep().state() == State.NAMED, FsError.NOT_FOUND);
        return record;
    }

    /// Returns an inode that the state says must be there.
    InodeRecord known(Turn turn, InodeId inode) {
        InodeRecord record = tables.inodes.get(new InodeKey(turn.volume(), inode));
        if (record == null) {
            throw new IllegalStateException(
                    "a name leads to no inode: volume=" + turn.volume().value() + " inode=" + inode.value());
        }
        return record;
    }

    /// Stores an inode.
    InodeRecord put(Turn turn, InodeRecord record) {
        tables.inodes.put(new InodeKey(turn.volume(), record.attributes().inode()), record);
        return record;
    }

    /// Changes what a directory says of its entries, and its times.
    void changeEntries(Turn turn, InodeId directory, int moreEntries, int moreDirectories) {
        InodeRecord record = known(turn, directory);
        Attributes old = record.attributes();
        put(
                turn,
                record.with(new AttributesDraft(old)
                        .size(old.size() + moreEntries)
                        .links(old.links() + moreDirectories)
                        .modification(turn.now())
                        .change(turn.now())
                        .dataVersion(turn.sequence())
                        .finish()));
    }

    /// Gives an inode the way back to a name.
    void addBackLink(Turn turn, InodeId inode, InodeId parent, Name name) {
        tables.backLinks.put(new BackLinkKey(turn.volume(), inode, parent, name), Presence.HERE);
    }

    void removeBackLink(Turn turn, InodeId inode, InodeId parent, Name name) {
        tables.backLinks.remove(new BackLinkKey(turn.volume(), inode, parent, name));
    }

    /// Takes one name away from an inode, all of them from a directory, and makes it an orphan if none is
    /// left.
    ///
    /// @return the attributes afterwards
    Attributes dropName(Turn turn, InodeRecord record, InodeId parent, Name name) {
        Attributes old = record.attributes();
        removeBackLink(turn, old.inode(), parent, name);
        int links = old.type() == FileType.DIRECTORY ? 0 : old.links() - 1;
        InodeRecord changed = record.with(
                new AttributesDraft(old).links(links).change(turn.now()).finish());
        if (links == 0) {
            changed = changed.with(changed.upkeep().with(State.ORPHAN));
            InodeKey key = new InodeKey(turn.volume(), old.inode());
            tables.orphans.put(key, new OrphanRecord(turn.now(), Bytes.EMPTY));
            doomUnlessOpen(turn, old.inode());
        }
        return put(turn, changed).attributes();
    }

    /// Queues an orphan to be freed unless a session holds it open.
    void doomUnlessOpen(Turn turn, InodeId inode) {
        OpenKey from = new OpenKey(turn.volume(), inode, SessionId.OPERATOR);
        var open = Tables.first(tables.opens, from);
        if (open == null || !open.key().inode().equals(inode)) {
            tables.doomed.put(new InodeKey(turn.volume(), inode), Presence.HERE);
        }
    }
}
