// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.model.namespace;

import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.content.FileExtents;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.SessionId;
import io.tarnfs.model.identity.VolumeId;
import io.tarnfs.model.time.Timestamp;
import io.tarnfs.model.volume.VolumeInfo;
import io.tarnfs.model.volume.VolumeUsage;
import java.util.List;

/// A question that changes nothing; answered from applied commands only.
///
/// @param <A> what it brings back
public sealed interface Query<A> {
    /// The inode under a name; NOT_FOUND if there is none.
    record Lookup(VolumeId volume, InodeId parent, Name name) implements Query<Attributes> {}

    /// The attributes of an inode; NOT_FOUND if it is gone.
    record GetAttributes(VolumeId volume, InodeId inode) implements Query<Attributes> {}

    /// The directory that a directory lies in; the root's is the root itself.
    record GetParent(VolumeId volume, InodeId directory) implements Query<Attributes> {}

    /// A page of a directory in the order of cookies, without `.` and `..`.
    ///
    /// @param after      the cookie of the last entry seen, or -1 from the start
    /// @param limit      how many entries at least, if there are as many; entries of one cookie are never
    ///                   split, so
    ///                   there may be more
    /// @param attributes whether the attributes of each inode are wanted
    record ListDirectory(VolumeId volume, InodeId directory, long after, int limit, boolean attributes)
            implements Query<DirectoryPage> {}

    /// A page of a directory.
    ///
    /// @param entries in ascending order of cookies; two may share one
    /// @param end     whether the directory ends here
    record DirectoryPage(List<DirectoryEntry> entries, boolean end) {
        public DirectoryPage {
            entries = List.copyOf(entries);
        }
    }

    /// The target of a symbolic link; INVALID if it is none.
    record ReadSymlink(VolumeId volume, InodeId inode) implements Query<Bytes> {}

    /// The value of an extended attribute; NO_ATTRIBUTE if it is not there.
    record GetXattr(VolumeId volume, InodeId inode, Name name) implements Query<Bytes> {}

    /// The names of all extended attributes in ascending order.
    record ListXattrs(VolumeId volume, InodeId inode) implements Query<List<Name>> {}

    /// What is to be seen in the blocks `firstBlock` to `lastBlock`, both included, at most 1,024 of them.
    record GetExtents(VolumeId volume, InodeId inode, long firstBlock, long lastBlock) implements Query<FileExtents> {}

    /// What a volume holds.
    record GetUsage(VolumeId volume) implements Query<VolumeUsage> {}

    /// All volumes in ascending order of names.
    record ListVolumes() implements Query<List<VolumeInfo>> {}

    /// The volume of that name; NOT_FOUND if there is none.
    record FindVolume(String name) implements Query<VolumeInfo> {}

    /// The sessions of a volume.
    record ListSessions(VolumeId volume) implements Query<List<SessionInfo>> {}

    /// An open session.
    ///
    /// @param session its id
    /// @param holder  who mounted: host and mount point
    /// @param since   when it was opened
    record SessionInfo(SessionId session, String holder, Timestamp since) {}
}
