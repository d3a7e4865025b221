// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.model.namespace;

import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.content.Extent;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.ObjectId;
import io.tarnfs.model.identity.Sequence;
import io.tarnfs.model.identity.SessionId;
import io.tarnfs.model.time.Timestamp;
import io.tarnfs.model.volume.VolumeSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something that changes the state of the metadata service.
///
/// Time and randomness are not in a command: the service stamps them when it puts the command in order, and
/// logs them with it. Each command touches at most 1,000 records; larger work goes on in slices. Whatever is
/// said of times (mtime and ctime of inode and parents) is done by the service as POSIX wants it.
///
/// @param <R> what it brings back
public sealed interface Command<R extends Result> {
    /// What every command carries.
    CommandHeader header();

    // ---- volumes and sessions

    /// Makes a volume with an empty root directory that belongs to the caller and has permissions 0755.
    ///
    /// Fails with EXISTS if the name is taken.
    record CreateVolume(CommandHeader header, String name, VolumeSettings settings, List<Bytes> keySlots)
            implements Command<Result.Volume> {
        public CreateVolume {
            keySlots = List.copyOf(keySlots);
        }
    }

    /// Changes what may change of a volume: its retention and its key slots.
    record ChangeVolume(CommandHeader header, long retentionSeconds, List<Bytes> keySlots)
            implements Command<Result.Volume> {
        public ChangeVolume {
            keySlots = List.copyOf(keySlots);
        }
    }

    /// Takes the volume's name away at once and removes its records in slices. Fails with BUSY while it has
    /// a session.
    record RemoveVolume(CommandHeader header) implements Command<Result.Done> {}

    /// Opens a session on the volume. Fails with BUSY, naming the holder, while another session is open:
    /// until leases are built a volume has one mount.
    ///
    /// @param holder who mounts, for people: host and mount point
    record OpenSession(CommandHeader header, String holder) implements Command<Result.SessionGrant> {}

    /// Takes a session over after its process was replaced: a new incarnation, older ones are refused.
    record ResumeSession(CommandHeader header, SessionId session) implements Command<Result.SessionGrant> {}

    /// Ends a session: its opens are forgotten, its orphans freed, its id ranges closed.
    ///
    /// @param expired true if the service gives it up, false if it said goodbye
    record EndSession(CommandHeader header, SessionId session, boolean expired) implements Command<Result.Done> {}

    /// Leases `count` fresh object ids, 1 to 65,536, to the session.
    record LeaseIds(CommandHeader header, int count) implements Command<Result.IdRange> {}

    // ---- names

    /// Makes an inode and its first name. Fails with EXISTS if the name is taken, NOT_FOUND if the parent is
    /// gone or has no name left.
    record MakeNode(CommandHeader header, InodeId parent, Name name, NewNode node) implements Command<Result.Node> {}

    /// What a new inode is made of.
    ///
    /// @param type        what it is
    /// @param permissions the low 12 bits of the mode, umask applied
    /// @param owner       user and group; the group is the parent's if the parent has the sgid bit, which
    ///                    the client
    ///                    has already seen to
    /// @param device      of a device file; else 0
    /// @param target      of a symbolic link, 1 to 4,095 bytes; else empty
    /// @param xattrs      attributes that it starts with, such as an inherited ACL
    record NewNode(
            FileType type,
            int permissions,
            Attributes.Owner owner,
            int device,
            Bytes target,
            List<Result.Xattr> xattrs) {
        public NewNode {
            xattrs = List.copyOf(xattrs);
        }
    }

    /// Gives an inode that is no directory another name. Fails with EXISTS, TOO_MANY_LINKS, NOT_PERMITTED
    /// (directory).
    record Link(CommandHeader header, InodeId inode, InodeId parent, Name name) implements Command<Result.Node> {}

    /// Takes a name away: of a directory (which must be empty) if `directory`, else of anything but a
    /// directory.
    record Remove(CommandHeader header, InodeId parent, Name name, boolean directory)
            implements Command<Result.Removed> {}

    /// Moves a name as rename(2) and renameat2(2) say.
    record Rename(CommandHeader header, InodeId parent, Name name, InodeId newParent, Name newName, RenameMode mode)
            implements Command<Result.Renamed> {}

    /// What happens to an inode that has the new name already.
    enum RenameMode {
        REPLACE,
        NO_REPLACE,
        EXCHANGE
    }

    // ---- attributes

    /// Changes attributes; a new size cuts or grows the file.
    record SetAttributes(CommandHeader header, InodeId inode, AttributeChange change) implements Command<Result.Node> {}

    /// Sets an extended attribute.
    record SetXattr(CommandHeader header, InodeId inode, Name name, Bytes value, XattrMode mode)
            implements Command<Result.Node> {}

    /// Whether the attribute may or must be there already.
    enum XattrMode {
        ANY,
        /// Fails with EXISTS if it is there.
        CREATE,
        /// Fails with NO_ATTRIBUTE if it is not.
        REPLACE
    }

    /// Removes an extended attribute; NO_ATTRIBUTE if it is not there.
    record RemoveXattr(CommandHeader header, InodeId inode, Name name) implements Command<Result.Node> {}

    // ---- data

    /// Lists durable bytes: each extent hides what was at its place before.
    ///
    /// @param extents     at most [#EXTENTS_MAX], each of an object id leased to this session, or inline
    /// @param sizeAtLeast the file is at least that long afterwards, in bytes
    /// @param written     when the bytes were written, or null for no change of the modification time
    /// @param clearSuid   take suid and sgid away as a write does
    record CommitExtents(
            CommandHeader header,
            InodeId inode,
            List<Extent> extents,
            long sizeAtLeast,
            @Nullable Timestamp written,
            boolean clearSuid)
            implements Command<Result.Node> {
        /// So that one command stays within 1,000 records: each extent may change a block, its history, the ledger
        /// entry of its object and that of an object whose extent it splits.
        public static final int EXTENTS_MAX = 150;

        public CommitExtents {
            extents = List.copyOf(extents);
            if (extents.size() > EXTENTS_MAX) {
                throw new IllegalArgumentException("extents=" + extents.size() + " maximum=" + EXTENTS_MAX);
            }
        }
    }

    /// Replaces all extents of one block by others with the same bytes. Dropped with OUTDATED if the block
    /// has changed since `replaced`; never changes times or history.
    record FoldBlock(CommandHeader header, InodeId inode, long block, Sequence replaced, List<Extent> extents)
            implements Command<Result.Done> {
        public FoldBlock {
            extents = List.copyOf(extents);
        }
    }

    /// Tells that the session has opened the inode for the first time, or closed it for the last.
    ///
    /// An inode whose last name goes is freed soon unless a session holds it open: a session that removes the last
    /// name of an inode that it has open reports that first. Fails with NOT_FOUND when the inode is being freed.
    record ReportOpen(CommandHeader header, InodeId inode, boolean open) implements Command<Result.Done> {}

    // ---- background work, in slices

    /// Frees a slice of what waits to be freed: orphans that nobody holds open, extents hidden by cuts,
    /// records of removed volumes, history left of the edge of retention, results and ranges of ended
    /// sessions.
    ///
    /// @param limit how many records at most, 1 to 1,000
    record Reclaim(CommandHeader header, int limit) implements Command<Result.Progress> {}

    /// Condemns objects that nothing refers to, so that nothing can refer to them again. Those that were condemned
    /// before and are not yet forgotten come again.
    ///
    /// @param limit how many at most, 1 to 1,000; never more come than one [ForgetObjects] takes
    record CondemnObjects(CommandHeader header, int limit) implements Command<Result.Condemned> {}

    /// Forgets condemned objects that have been deleted from the store.
    ///
    /// @param objects at most [#OBJECTS_MAX]
    record ForgetObjects(CommandHeader header, List<ObjectId> objects) implements Command<Result.Done> {
        /// So that one command stays within 1,000 records: each object is in the ledger and in a queue, and its id
        /// range may go with it.
        public static final int OBJECTS_MAX = 250;

        public ForgetObjects {
            objects = List.copyOf(objects);
            if (objects.size() > OBJECTS_MAX) {
                throw new IllegalArgumentException("objects=" + objects.size() + " maximum=" + OBJECTS_MAX);
            }
        }
    }
}
