// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadatatestkit;

import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.content.Extent;
import io.tarnfs.model.content.FileExtents;
import io.tarnfs.model.content.Location;
import io.tarnfs.model.identity.Epoch;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.ObjectId;
import io.tarnfs.model.identity.Sequence;
import io.tarnfs.model.identity.SessionId;
import io.tarnfs.model.identity.VolumeId;
import io.tarnfs.model.namespace.AttributeChange;
import io.tarnfs.model.namespace.AttributeChange.TimeChange;
import io.tarnfs.model.namespace.Attributes;
import io.tarnfs.model.namespace.Command;
import io.tarnfs.model.namespace.Command.RenameMode;
import io.tarnfs.model.namespace.CommandHeader;
import io.tarnfs.model.namespace.CommandKey;
import io.tarnfs.model.namespace.DirectoryEntry;
import io.tarnfs.model.namespace.FileType;
import io.tarnfs.model.namespace.FsError;
import io.tarnfs.model.namespace.Name;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.model.namespace.Query;
import io.tarnfs.model.namespace.Result;
import io.tarnfs.model.time.Timestamp;
import io.tarnfs.model.volume.VolumeInfo;
import io.tarnfs.model.volume.VolumeSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The metadata service as a plain tree in memory: what the words of [Command] and [Query] mean, written to
/// be read.
///
/// Everything happens at once: an inode without a name that nobody holds open is gone, there are no slices
/// and no cuts. So it agrees with a real service as soon as that has no background work left. Not
/// thread-safe.
public final class TreeModel {
    private static final int LINKS_MAX = 65_000;
    private static final long FILE_SIZE_MAX = 1L << 53;
    private static final int VALUE_MAX = 64 << 10;
    private static final int LIST_MAX = 64 << 10;
    private static final int INLINE_MAX = 16 << 10;
    private static final int TARGET_MAX = 4_095;
    private static final int FIRST_XATTRS_MAX = 64;

    private final TreeMap<VolumeId, ModelVolume> volumes = new TreeMap<>();
    private final Map<CommandKey, Outcome<? extends Result>> results = new HashMap<>();
    private long nextVolume = 1;
    private long nextSession = 1;

    /// Why the model says no.
    private static final class No extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final FsError error;

        No(FsError error) {
            super(error.name(), null, false, false);
            this.error = error;
        }
    }

    private static void unless(boolean holds, FsError error) {
        if (!holds) {
            throw new No(error);
        }
    }

    /// Returns a copy that later commands do not change.
    public TreeModel copy() {
        TreeModel copy = new TreeModel();
        volumes.forEach((id, volume) -> copy.volumes.put(id, volume.copy()));
        copy.results.putAll(results);
        copy.nextVolume = nextVolume;
        copy.nextSession = nextSession;
        return copy;
    }

    /// Applies a command as the service does.
    ///
    /// @param now the time that the service stamped it with
    /// @param at  its sequence
    public Outcome<? extends Result> apply(Command<?> command, Timestamp now, Sequence at) {
        try {
            admit(command);
            boolean repeatable = command instanceof Command.Reclaim
                    || command instanceof Command.CondemnObjects
                    || command instanceof Command.ForgetObjects;
            Outcome<? extends Result> earlier = results.get(command.header().key());
            if (earlier != null && !repeatable) {
                return earlier;
            }
        } catch (No no) {
            return Outcome.failure(no.error);
        }
        Outcome<? extends Result> outcome;
        try {
            outcome = new Outcome.Success<>(run(command, now, at), at);
        } catch (No no) {
            outcome = Outcome.failure(no.error);
        }
        results.put(command.header().key(), outcome);
        return outcome;
    }

    /// Returns whether the command came before, so that applying it gives the outcome of the first.
    public boolean knows(CommandKey key) {
        return results.containsKey(key);
    }

    /// Tells the salt that the service drew for a range, which a model cannot know.
    public void learnSalt(VolumeId id, Result.IdRange range) {
        ModelVolume volume = volume(id);
        volume.leases.replaceAll(lease ->
                lease.range().first().equals(range.first()) ? new ModelVolume.Lease(lease.session(), range) : lease);
    }

    /// Replaces a kept result by the service's, where that holds what a model cannot know.
    public void replaceResult(CommandKey key, Outcome<? extends Result> outcome) {
        results.put(key, outcome);
    }

    /// Draws the salt of the range that a command has just leased; its kept result names it from now on.
    void drawSalt(CommandHeader header, long salt) {
        if (results.get(header.key()) instanceof Outcome.Success<? extends Result>(Result.IdRange range, var at)) {
            Result.IdRange salted = new Result.IdRange(range.first(), range.count(), salt);
            learnSalt(header.volume(), salted);
            results.put(header.key(), new Outcome.Success<>(salted, at));
        }
    }

    private void admit(Command<?> command) {
        CommandKey key = command.header().key();
        if (key.session().equals(SessionId.OPERATOR)) {
            return;
        }
        ModelVolume volume = volumes.get(command.header().volume());
        ModelVolume.ModelSession session = volume == null ? null : volume.sessions.get(key.session());
        boolean endsAgain = command instanceof Command.EndSession end
                && volume != null
                && !volume.sessions.containsKey(end.session());
        if (endsAgain) {
            return;
        }
        if (session == null || session.incarnation != key.incarnation()) {
            throw new No(FsError.FENCED);
        }
    }

    private Result run(Command<?> command, Timestamp now, Sequence at) {
        return switch (command) {
            case Command.CreateVolume c -> create(c, now, at);
            case Command.ChangeVolume c -> change(c);
            case Command.RemoveVolume c -> removeVolume(c);
            case Command.OpenSession c -> open(c, now);
            case Command.ResumeSession c -> resume(c);
            case Command.EndSession c -> end(c);
            case Command.LeaseIds c -> lease(c);
            case Command.MakeNode c -> makeNode(c, now, at);
            case Command.Link c -> link(c, now, at);
            case Command.Remove c -> remove(c, now, at);
            case Command.Rename c -> rename(c, now, at);
            case Command.SetAttributes c -> setAttributes(c, now, at);
            case Command.SetXattr c -> setXattr(c, now);
            case Command.RemoveXattr c -> removeXattr(c, now);
            case Command.CommitExtents c -> commit(c, at);
            case Command.FoldBlock c -> fold(c);
            case Command.ReportOpen c -> reportOpen(c);
            case Command.Reclaim _ -> new Result.Progress(0, false);
            case Command.CondemnObjects c -> condemn(c);
            case Command.ForgetObjects c -> forget(c);
        };
    }

    // ---- volumes and sessions

    private Result create(Command.CreateVolume command, Timestamp now, Sequence at) {
        unless(command.name().matches("[A-Za-z0-9_.-]{1,63}"), FsError.INVALID);
        unless(volumes.values().stream().noneMatch(v -> v.info.name().equals(command.name())), FsError.EXISTS);
        VolumeId id = new VolumeId(nextVolume++);
        VolumeInfo info = new VolumeInfo(id, command.name(), new Epoch(1), command.settings(), command.keySlots(), now);
        ModelVolume volume = new ModelVolume(info);
        ModelInode root = new ModelInode(InodeId.ROOT, FileType.DIRECTORY, 0, Bytes.EMPTY, now, at);
        root.permissions = 0755;
        root.uid = command.header().caller().uid();
        root.gid = command.header().caller().gid();
        volume.inodes.put(InodeId.ROOT, root);
        volumes.put(id, volume);
        return new Result.Volume(info);
    }

    private Result change(Command.ChangeVolume command) {
        ModelVolume volume = volume(command.header().volume());
        VolumeInfo old = volume.info;
        VolumeSettings s = old.settings();
        VolumeSettings settings =
                new VolumeSettings(s.blockSizeBytes(), s.codec(), s.cipher(), s.storeUrl(), command.retentionSeconds());
        volume.info = new VolumeInfo(old.id(), old.name(), old.life(), settings, command.keySlots(), old.created());
        return new Result.Volume(volume.info);
    }

    private Result removeVolume(Command.RemoveVolume command) {
        ModelVolume volume = volume(command.header().volume());
        unless(volume.sessions.isEmpty(), FsError.BUSY);
        volumes.remove(command.header().volume());
        return new Result.Done();
    }

    private Result open(Command.OpenSession command, Timestamp now) {
        ModelVolume volume = volume(command.header().volume());
        unless(volume.sessions.isEmpty(), FsError.BUSY);
        long number = nextSession++;
        SessionId id = new SessionId(number);
        volume.sessions.put(id, new ModelVolume.ModelSession(command.holder(), now));
        return new Result.SessionGrant(id, new Epoch(number), 1);
    }

    private Result resume(Command.ResumeSession command) {
        ModelVolume volume = volume(command.header().volume());
        ModelVolume.ModelSession session = volume.sessions.get(command.session());
        if (session == null) {
            throw new No(FsError.FENCED);
        }
        session.incarnation++;
        return new Result.SessionGrant(
                command.session(), new Epoch(command.session().value()), session.incarnation);
    }

    private Result end(Command.EndSession command) {
        ModelVolume volume = volume(command.header().volume());
        SessionId by = command.header().key().session();
        if (volume.sessions.containsKey(command.session())) {
            unless(by.equals(SessionId.OPERATOR) || by.equals(command.session()), FsError.FENCED);
            volume.sessions.remove(command.session());
            for (ModelInode inode : List.copyOf(volume.inodes.values())) {
                inode.openBy.remove(command.session());
                volume.freeUnlessLiving(inode);
            }
        }
        return new Result.Done();
    }

    private Result lease(Command.LeaseIds command) {
        ModelVolume volume = volume(command.header().volume());
        SessionId session = command.header().key().session();
        unless(!session.equals(SessionId.OPERATOR), FsError.INVALID);
        unless(command.count() >= 1 && command.count() <= 65_536, FsError.INVALID);
        Result.IdRange range = new Result.IdRange(new ObjectId(volume.nextObject), command.count(), 0);
        volume.nextObject += command.count();
        volume.leases.add(new ModelVolume.Lease(session, range));
        return range;
    }

    // ---- names

    private Result makeNode(Command.MakeNode command, Timestamp now, Sequence at) {
        ModelVolume volume = volume(command.header().volume());
        ModelInode parent = namedDirectory(volume, command.parent());
        unless(!parent.entries.containsKey(command.name()), FsError.EXISTS);
        Command.NewNode node = command.node();
        boolean directory = node.type() == FileType.DIRECTORY;
        unless(!directory || parent.directories + 2 < LINKS_MAX, FsError.TOO_MANY_LINKS);
        unless((node.permissions() & ~Attributes.PERMISSIONS_MASK) == 0, FsError.INVALID);
        unless((node.type() == FileType.SYMLINK) == node.target().length() > 0, FsError.INVALID);
        unless(node.target().length() <= TARGET_MAX, FsError.NAME_TOO_LONG);
        unless(node.xattrs().size() <= FIRST_XATTRS_MAX, FsError.NO_SPACE);
        Set<Name> names = new HashSet<>();
        for (Result.Xattr xattr : node.xattrs()) {
            unless(names.add(xattr.name()), FsError.INVALID);
            unless(xattr.value().length() <= VALUE_MAX, FsError.ATTRIBUTE_TOO_BIG);
        }

        boolean device = node.type() == FileType.BLOCK_DEVICE || node.type() == FileType.CHARACTER_DEVICE;
        InodeId id = new InodeId(volume.nextInode++);
        ModelInode inode = new ModelInode(id, node.type(), device ? node.device() : 0, node.target(), now, at);
        inode.permissions = node.permissions();
        inode.uid = node.owner().uid();
        inode.gid = node.owner().gid();
        node.xattrs().forEach(xattr -> inode.xattrs.put(xattr.name(), xattr.value()));
        volume.inodes.put(id, inode);
        enter(parent, command.name(), inode);
        parent.entriesChanged(now, at);
        return new Result.Node(inode.attributes());
    }

    private Result link(Command.Link command, Timestamp now, Sequence at) {
        ModelVolume volume = volume(command.header().volume());
        ModelInode parent = namedDirectory(volume, command.parent());
        ModelInode inode = inode(volume, command.inode());
        unless(inode.links > 0, FsError.NOT_FOUND);
        unless(!parent.entries.containsKey(command.name()), FsError.EXISTS);
        unless(!inode.isDirectory(), FsError.NOT_PERMITTED);
        unless(inode.links < LINKS_MAX, FsError.TOO_MANY_LINKS);
        parent.entries.put(command.name(), command.inode());
        inode.links++;
        inode.change = now;
        parent.entriesChanged(now, at);
        return new Result.Node(inode.attributes());
    }

    private Result remove(Command.Remove command, Timestamp now, Sequence at) {
        ModelVolume volume = volume(command.header().volume());
        ModelInode parent = namedDirectory(volume, command.parent());
        InodeId id = parent.entries.get(command.name());
        if (id == null) {
            throw new No(FsError.NOT_FOUND);
        }
        ModelInode inode = inode(volume, id);
        unless(inode.isDirectory() || !command.directory(), FsError.NOT_A_DIRECTORY);
        unless(!inode.isDirectory() || command.directory(), FsError.IS_A_DIRECTORY);
        unless(inode.entries.isEmpty(), FsError.NOT_EMPTY);
        leave(parent, command.name(), inode);
        parent.entriesChanged(now, at);
        return new Result.Removed(loseName(volume, inode, now));
    }

    private Result rename(Command.Rename command, Timestamp now, Sequence at) {
        ModelVolume volume = volume(command.header().volume());
        ModelInode from = namedDirectory(volume, command.parent());
        ModelInode to = namedDirectory(volume, command.newParent());
        ModelInode moved = child(volume, from, command.name());
        ModelInode there = child(volume, to, command.newName());
        if (moved == null) {
            throw new No(FsError.NOT_FOUND);
        }
        boolean exchange = command.mode() == RenameMode.EXCHANGE;
        unless(there == null || command.mode() != RenameMode.NO_REPLACE, FsError.EXISTS);
        unless(there != null || !exchange, FsError.NOT_FOUND);
        unless(!moved.isDirectory() || !isAtOrAbove(volume, moved, to), FsError.INVALID);
        if (there == moved) {
            return new Result.Renamed(moved.attributes(), null);
        }
        if (there != null) {
            boolean above = there.isDirectory() && isAtOrAbove(volume, there, from);
            unless(!above, exchange ? FsError.INVALID : FsError.NOT_EMPTY);
            if (!exchange) {
                unless(!moved.isDirectory() || there.isDirectory(), FsError.NOT_A_DIRECTORY);
                unless(moved.isDirectory() || !there.isDirectory(), FsError.IS_A_DIRECTORY);
                unless(there.entries.isEmpty(), FsError.NOT_EMPTY);
            }
        }
        leave(from, command.name(), moved);
        if (there != null) {
            leave(to, command.newName(), there);
        }
        enter(to, command.newName(), moved);
        moved.change = now;
        Attributes replaced = null;
        if (there != null && exchange) {
            enter(from, command.name(), there);
            there.change = now;
            replaced = there.attributes();
        } else if (there != null) {
            replaced = loseName(volume, there, now);
        }
        from.entriesChanged(now, at);
        to.entriesChanged(now, at);
        // A directory that was exchanged with one of its parents' entries may be one of the parents itself.
        Attributes shown = there != null && exchange ? there.attributes() : replaced;
        return new Result.Renamed(moved.attributes(), shown);
    }

    private static void enter(ModelInode directory, Name name, ModelInode inode) {
        directory.entries.put(name, inode.id);
        if (inode.isDirectory()) {
            directory.directories++;
            inode.parent = directory.id;
        }
    }

    private static void leave(ModelInode directory, Name name, ModelInode inode) {
        directory.entries.remove(name);
        if (inode.isDirectory()) {
            directory.directories--;
        }
    }

    private static Attributes loseName(ModelVolume volume, ModelInode inode, Timestamp now) {
        inode.links = inode.isDirectory() ? 0 : inode.links - 1;
        inode.change = now;
        Attributes after = inode.attributes();
        volume.freeUnlessLiving(inode);
        return after;
    }

    private static @Nullable ModelInode child(ModelVolume volume, ModelInode directory, Name name) {
        InodeId id = directory.entries.get(name);
        return id == null ? null : volume.inode(id);
    }

    private static boolean isAtOrAbove(ModelVolume volume, ModelInode inode, ModelInode directory) {
        ModelInode at = directory;
        while (at != inode) {
            if (at.id.equals(InodeId.ROOT)) {
                return false;
            }
            at = inode(volume, at.parent);
        }
        return true;
    }

    // ---- attributes

    private Result setAttributes(Command.SetAttributes command, Timestamp now, Sequence at) {
        ModelVolume volume = volume(command.header().volume());
        ModelInode inode = inode(volume, command.inode());
        AttributeChange change = command.change();
        if (change.equals(AttributeChange.NONE)) {
            return new Result.Node(inode.attributes());
        }
        Long size = change.size();
        if (size != null) {
            unless(!inode.isDirectory(), FsError.IS_A_DIRECTORY);
            unless(inode.type == FileType.REGULAR, FsError.INVALID);
            unless(size <= FILE_SIZE_MAX, FsError.FILE_TOO_BIG);
            cut(inode, size, volume.info.settings().blockSizeBytes(), at);
            inode.size = size;
            inode.modification = now;
            inode.dataVersion = at;
        }
        Integer permissions = change.permissions();
        inode.permissions = permissions == null ? inode.permissions : permissions;
        Integer uid = change.uid();
        inode.uid = uid == null ? inode.uid : uid;
        Integer gid = change.gid();
        inode.gid = gid == null ? inode.gid : gid;
        if (change.clearSuid()) {
            clearSuid(inode);
        }
        inode.access = instant(change.access(), inode.access, now);
        inode.modification = instant(change.modification(), inode.modification, now);
        inode.change = now;
        return new Result.Node(inode.attributes());
    }

    private static void cut(ModelInode inode, long size, int blockSize, Sequence at) {
        for (Extent extent : inode.content.extents(size / blockSize, Long.MAX_VALUE, blockSize)) {
            if (extent.block() * blockSize + extent.end() > size) {
                inode.blockVersions.put(extent.block(), at);
            }
        }
        inode.content.clear(size, Long.MAX_VALUE);
    }

    private static Timestamp instant(@Nullable TimeChange change, Timestamp old, Timestamp now) {
        return switch (change) {
            case null -> old;
            case TimeChange.Now _ -> now;
            case TimeChange.At(Timestamp instant) -> instant;
        };
    }

    private static void clearSuid(ModelInode inode) {
        inode.permissions &= ~Attributes.SUID;
        if ((inode.permissions & 010) != 0) {
            inode.permissions &= ~Attributes.SGID;
        }
    }

    private Result setXattr(Command.SetXattr command, Timestamp now) {
        ModelInode inode = inode(volume(command.header().volume()), command.inode());
        boolean there = inode.xattrs.containsKey(command.name());
        unless(!there || command.mode() != Command.XattrMode.CREATE, FsError.EXISTS);
        unless(there || command.mode() != Command.XattrMode.REPLACE, FsError.NO_ATTRIBUTE);
        unless(command.value().length() <= VALUE_MAX, FsError.ATTRIBUTE_TOO_BIG);
        int listed = inode.xattrs.keySet().stream()
                .mapToInt(name -> name.length() + 1)
                .sum();
        unless(there || listed + command.name().length() + 1 <= LIST_MAX, FsError.NO_SPACE);
        inode.xattrs.put(command.name(), command.value());
        inode.change = now;
        return new Result.Node(inode.attributes());
    }

    private Result removeXattr(Command.RemoveXattr command, Timestamp now) {
        ModelInode inode = inode(volume(command.header().volume()), command.inode());
        unless(inode.xattrs.remove(command.name()) != null, FsError.NO_ATTRIBUTE);
        inode.change = now;
        return new Result.Node(inode.attributes());
    }

    // ---- data

    private Result commit(Command.CommitExtents command, Sequence at) {
        ModelVolume volume = volume(command.header().volume());
        ModelInode inode = file(volume, command.inode());
        int blockSize = volume.info.settings().blockSizeBytes();
        unless(command.sizeAtLeast() >= 0, FsError.INVALID);
        unless(command.sizeAtLeast() <= FILE_SIZE_MAX, FsError.FILE_TOO_BIG);
        checkExtents(volume, command.header().key().session(), command.extents(), Set.of());
        inode.size = Math.max(inode.size, command.sizeAtLeast());
        for (Extent extent : command.extents()) {
            if (extent.location() instanceof Location.Stored stored) {
                volume.listed.add(stored.object());
            }
            long start = extent.block() * blockSize + extent.offset();
            long length = Math.min(extent.length(), inode.size - start);
            if (length > 0) {
                inode.content.write(start, length, extent.location());
                inode.blockVersions.put(extent.block(), at);
            }
        }
        inode.dataVersion = at;
        Timestamp written = command.written();
        if (written != null) {
            inode.modification = written;
            inode.change = Timestamp.max(inode.change, written);
        }
        if (command.clearSuid()) {
            clearSuid(inode);
        }
        return new Result.Node(inode.attributes());
    }

    private void checkExtents(ModelVolume volume, SessionId session, List<Extent> extents, Set<ObjectId> alreadyThere) {
        int blockSize = volume.info.settings().blockSizeBytes();
        for (Extent extent : extents) {
            unless(extent.offset() < blockSize && extent.length() <= blockSize - extent.offset(), FsError.INVALID);
            unless(extent.block() <= FILE_SIZE_MAX / blockSize, FsError.FILE_TOO_BIG);
            switch (extent.location()) {
                case Location.Inline inline -> unless(inline.sealed().length() <= INLINE_MAX, FsError.INVALID);
                case Location.Stored stored -> {
                    boolean leased = volume.leases.stream()
                            .anyMatch(lease -> lease.holds(stored.object())
                                    && lease.session().equals(session)
                                    && lease.range().salt() == stored.rangeSalt());
                    unless(leased || alreadyThere.contains(stored.object()), FsError.INVALID);
                    unless(!volume.condemned.contains(stored.object()), FsError.INVALID);
                }
            }
        }
    }

    /// The bytes stay the same, so a fold that names the same bytes changes nothing here; tests that fold
    /// check the extents themselves.
    private Result fold(Command.FoldBlock command) {
        ModelVolume volume = volume(command.header().volume());
        ModelInode inode = file(volume, command.inode());
        int blockSize = volume.info.settings().blockSizeBytes();
        List<Extent> now = inode.content.extents(command.block(), command.block(), blockSize);
        unless(!now.isEmpty(), FsError.OUTDATED);
        Sequence changed = inode.blockVersions.getOrDefault(command.block(), Sequence.NONE);
        unless(changed.compareTo(command.replaced()) <= 0, FsError.OUTDATED);
        long start = command.block() * blockSize;
        for (Extent extent : command.extents()) {
            if (extent.location() instanceof Location.Stored stored) {
                volume.listed.add(stored.object());
            }
        }
        inode.content.clear(start, start + blockSize);
        for (Extent extent : command.extents()) {
            inode.content.write(start + extent.offset(), extent.length(), extent.location());
        }
        return new Result.Done();
    }

    private Result reportOpen(Command.ReportOpen command) {
        ModelVolume volume = volume(command.header().volume());
        SessionId session = command.header().key().session();
        unless(!session.equals(SessionId.OPERATOR), FsError.INVALID);
        if (command.open()) {
            inode(volume, command.inode()).openBy.add(session);
            return new Result.Done();
        }
        ModelInode inode = volume.inode(command.inode());
        if (inode != null) {
            inode.openBy.remove(session);
            volume.freeUnlessLiving(inode);
        }
        return new Result.Done();
    }

    private Result condemn(Command.CondemnObjects command) {
        ModelVolume volume = volume(command.header().volume());
        List<Result.CondemnedObject> condemned = new ArrayList<>();
        for (ObjectId object : volume.unreferenced()) {
            if (condemned.size() < Math.min(command.limit(), Command.ForgetObjects.OBJECTS_MAX)) {
                volume.condemned.add(object);
                condemned.add(new Result.CondemnedObject(object, salt(volume, object)));
            }
        }
        return new Result.Condemned(condemned);
    }

    private static long salt(ModelVolume volume, ObjectId object) {
        return volume.leases.stream()
                .filter(lease -> lease.holds(object))
                .mapToLong(lease -> lease.range().salt())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no range holds object=" + object.value()));
    }

    private Result forget(Command.ForgetObjects command) {
        ModelVolume volume = volume(command.header().volume());
        for (ObjectId object : command.objects()) {
            unless(!volume.listed.contains(object) || volume.condemned.contains(object), FsError.INVALID);
        }
        command.objects().forEach(volume.listed::remove);
        command.objects().forEach(volume.condemned::remove);
        return new Result.Done();
    }

    // ---- questions

    /// Answers a query; a failure if it would be refused.
    @SuppressWarnings("unchecked")
    public <A> Outcome<A> answer(Query<A> query, Sequence at) {
        try {
            Object answer = switch (query) {
                case Query.Lookup q -> lookup(q);
                case Query.GetAttributes q ->
                    inode(volume(q.volume()), q.inode()).attributes();
                case Query.GetParent q -> parent(q);
                case Query.ListDirectory q -> list(q);
                case Query.ReadSymlink q -> symlink(q);
                case Query.GetXattr q -> xattr(q);
                case Query.ListXattrs q ->
                    List.copyOf(inode(volume(q.volume()), q.inode()).xattrs.keySet());
                case Query.GetExtents q -> extents(q);
                case Query.GetUsage q -> volume(q.volume()).usage();
                case Query.ListVolumes _ -> volumeInfos();
                case Query.FindVolume q -> find(q);
                case Query.ListSessions q -> sessions(q);
            };
            // Each case above answers with what its record declares.
            return new Outcome.Success<>((A) answer, at);
        } catch (No no) {
            return Outcome.failure(no.error);
        }
    }

    private Attributes lookup(Query.Lookup query) {
        ModelVolume volume = volume(query.volume());
        ModelInode child = child(volume, directory(volume, query.parent()), query.name());
        if (child == null) {
            throw new No(FsError.NOT_FOUND);
        }
        return child.attributes();
    }

    private Attributes parent(Query.GetParent query) {
        ModelVolume volume = volume(query.volume());
        ModelInode directory = directory(volume, query.directory());
        unless(directory.links > 0, FsError.NOT_FOUND);
        return inode(volume, directory.parent).attributes();
    }

    private Query.DirectoryPage list(Query.ListDirectory query) {
        ModelVolume volume = volume(query.volume());
        ModelInode directory = directory(volume, query.directory());
        unless(query.limit() >= 1 && query.after() >= -1, FsError.INVALID);
        List<DirectoryEntry> entries = new ArrayList<>();
        directory.entries.forEach((name, id) -> {
            ModelInode inode = inode(volume, id);
            Attributes attributes = query.attributes() ? inode.attributes() : null;
            entries.add(new DirectoryEntry(cookie(name), name, id, inode.type, attributes));
        });
        entries.sort(Comparator.comparingLong(DirectoryEntry::cookie).thenComparing(DirectoryEntry::name));
        List<DirectoryEntry> page = new ArrayList<>();
        for (DirectoryEntry entry : entries) {
            boolean full = page.size() >= query.limit() && page.getLast().cookie() != entry.cookie();
            if (full) {
                return new Query.DirectoryPage(page, false);
            }
            if (entry.cookie() > query.after()) {
                page.add(entry);
            }
        }
        return new Query.DirectoryPage(page, true);
    }

    /// Some 62 bits of the name; another service has others.
    private static long cookie(Name name) {
        long hash = name.latin1().hashCode() * 0x9E3779B97F4A7C15L;
        return hash >>> 2;
    }

    private Bytes symlink(Query.ReadSymlink query) {
        ModelInode inode = inode(volume(query.volume()), query.inode());
        unless(inode.type == FileType.SYMLINK, FsError.INVALID);
        return inode.target;
    }

    private Bytes xattr(Query.GetXattr query) {
        Bytes value = inode(volume(query.volume()), query.inode()).xattrs.get(query.name());
        if (value == null) {
            throw new No(FsError.NO_ATTRIBUTE);
        }
        return value;
    }

    private FileExtents extents(Query.GetExtents query) {
        ModelVolume volume = volume(query.volume());
        ModelInode inode = inode(volume, query.inode());
        boolean sane = query.firstBlock() >= 0
                && query.lastBlock() >= query.firstBlock()
                && query.lastBlock() - query.firstBlock() < 1_024;
        unless(sane, FsError.INVALID);
        int blockSize = volume.info.settings().blockSizeBytes();
        return new FileExtents(
                inode.dataVersion, inode.content.extents(query.firstBlock(), query.lastBlock(), blockSize));
    }

    private List<VolumeInfo> volumeInfos() {
        return volumes.values().stream()
                .map(volume -> volume.info)
                .sorted(Comparator.comparing(VolumeInfo::name))
                .toList();
    }

    private VolumeInfo find(Query.FindVolume query) {
        return volumeInfos().stream()
                .filter(info -> info.name().equals(query.name()))
                .findFirst()
                .orElseThrow(() -> new No(FsError.NOT_FOUND));
    }

    private List<Query.SessionInfo> sessions(Query.ListSessions query) {
        List<Query.SessionInfo> infos = new ArrayList<>();
        volume(query.volume())
                .sessions
                .forEach((id, session) -> infos.add(new Query.SessionInfo(id, session.holder, session.since)));
        return infos;
    }

    // ---- what is there

    private ModelVolume volume(VolumeId id) {
        ModelVolume volume = volumes.get(id);
        if (volume == null) {
            throw new No(FsError.NOT_FOUND);
        }
        return volume;
    }

    private static ModelInode inode(ModelVolume volume, InodeId id) {
        ModelInode inode = volume.inode(id);
        if (inode == null) {
            throw new No(FsError.NOT_FOUND);
        }
        return inode;
    }

    private static ModelInode directory(ModelVolume volume, InodeId id) {
        ModelInode inode = inode(volume, id);
        unless(inode.isDirectory(), FsError.NOT_A_DIRECTORY);
        return inode;
    }

    private static ModelInode namedDirectory(ModelVolume volume, InodeId id) {
        ModelInode inode = directory(volume, id);
        unless(inode.links > 0, FsError.NOT_FOUND);
        return inode;
    }

    private static ModelInode file(ModelVolume volume, InodeId id) {
        ModelInode inode = inode(volume, id);
        unless(!inode.isDirectory(), FsError.IS_A_DIRECTORY);
        unless(inode.type == FileType.REGULAR, FsError.INVALID);
        return inode;
    }

    /// Returns the inodes of a volume that have a name or are held open, in ascending order.
    public List<Attributes> inodes(VolumeId id) {
        return volume(id).inodes.values().stream().map(ModelInode::attributes).toList();
    }

    /// Returns the names in a directory with the inodes they lead to.
    public Map<Name, InodeId> entries(VolumeId id, InodeId directory) {
        return Map.copyOf(directory(volume(id), directory).entries);
    }

    /// Returns the objects that were listed and that no file shows any more, in ascending order.
    public List<ObjectId> unreferenced(VolumeId id) {
        return List.copyOf(volume(id).unreferenced());
    }
}
