// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

import io.tarnfs.metadata.record.CountersRecord;
import io.tarnfs.metadata.record.InodeRecord;
import io.tarnfs.metadata.record.VolumeKey;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.namespace.AttributeChange;
import io.tarnfs.model.namespace.AttributeChange.TimeChange;
import io.tarnfs.model.namespace.Attributes;
import io.tarnfs.model.namespace.Command;
import io.tarnfs.model.namespace.FileType;
import io.tarnfs.model.namespace.FsError;
import io.tarnfs.model.namespace.Result;
import io.tarnfs.model.time.Timestamp;
import org.jspecify.annotations.Nullable;

/// Applies changes of attributes, among them the size.
final class AttributeApplier {
    private final Tables tables;
    private final Inodes inodes;
    private final Blocks blocks;

    AttributeApplier(Tables tables, Inodes inodes, Blocks blocks) {
        this.tables = tables;
        this.inodes = inodes;
        this.blocks = blocks;
    }

    Result.Node setAttributes(Turn turn, Command.SetAttributes command) {
        InodeRecord record = inodes.existing(turn, command.inode());
        AttributeChange change = command.change();
        if (change.equals(AttributeChange.NONE)) {
            return new Result.Node(record.attributes());
        }
        Long size = change.size();
        if (size != null) {
            checkSize(record.attributes().type(), size);
        }
        Attributes changed = changed(turn, record.attributes(), change);
        if (size != null) {
            resize(turn, command.inode(), record.attributes().size(), size);
        }
        return new Result.Node(inodes.put(turn, record.with(changed)).attributes());
    }

    private static void checkSize(FileType type, long size) {
        Refusal.unless(type != FileType.DIRECTORY, FsError.IS_A_DIRECTORY);
        Refusal.unless(type == FileType.REGULAR, FsError.INVALID);
        Refusal.unless(size <= Blocks.FILE_SIZE_MAX, FsError.FILE_TOO_BIG);
    }

    private void resize(Turn turn, InodeId inode, long oldSize, long newSize) {
        if (newSize < oldSize) {
            blocks.cut(turn, inode, newSize);
        }
        CountersRecord counters = tables.counters(turn.volume());
        tables.counters.put(new VolumeKey(turn.volume()), counters.plus(newSize - oldSize, 0));
    }

    private static Attributes changed(Turn turn, Attributes old, AttributeChange change) {
        AttributesDraft draft = new AttributesDraft(old).change(turn.now());
        Integer permissions = change.permissions();
        if (permissions != null) {
            draft.permissions(permissions);
        }
        Integer uid = change.uid();
        Integer gid = change.gid();
        draft.owner(
                uid == null ? old.owner().uid() : uid, gid == null ? old.owner().gid() : gid);
        if (change.clearSuid()) {
            draft.clearSuid();
        }
        Long size = change.size();
        if (size != null) {
            draft.size(size).modification(turn.now()).dataVersion(turn.sequence());
        }
        draft.access(instant(turn, change.access(), old.times().access()));
        TimeChange modification = change.modification();
        if (modification != null) {
            draft.modification(instant(turn, modification, turn.now()));
        }
        return draft.finish();
    }

    private static Timestamp instant(Turn turn, @Nullable TimeChange change, Timestamp unchanged) {
        return switch (change) {
            case null -> unchanged;
            case TimeChange.Now _ -> turn.now();
            case TimeChange.At(Timestamp at) -> at;
        };
    }
}
