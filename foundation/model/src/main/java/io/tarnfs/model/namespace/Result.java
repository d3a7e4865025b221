// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.model.namespace;

import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.Epoch;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.ObjectId;
import io.tarnfs.model.identity.SessionId;
import io.tarnfs.model.volume.VolumeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a command brings back; kept by the service until the client has confirmed it, so that a repeated
/// command gets the same one.
public sealed interface Result {
    /// Nothing but the fact that it was done.
    record Done() implements Result {}

    /// The inode after the change.
    record Node(Attributes attributes) implements Result {}

    /// A name was taken away.
    ///
    /// @param attributes of the inode it led to, after the change; with 0 links it is an orphan until it is
    ///                   closed
    record Removed(Attributes attributes) implements Result {}

    /// A name was moved.
    ///
    /// @param moved    the inode now under the new name
    /// @param replaced the inode that had the new name before (after an exchange: that now has the old one)
    record Renamed(Attributes moved, @Nullable Attributes replaced) implements Result {}

    /// A volume was made or changed.
    record Volume(VolumeInfo info) implements Result {}

    /// A session was opened or resumed.
    ///
    /// @param session     its id
    /// @param epoch       fences it: what carries an older epoch is refused
    /// @param incarnation goes into the key of every command from now on
    record SessionGrant(SessionId session, Epoch epoch, long incarnation) implements Result {}

    /// Object ids that only this session may write.
    ///
    /// @param first the first of them
    /// @param count how many
    /// @param salt  random; part of the key of each object of the range
    record IdRange(ObjectId first, int count, long salt) implements Result {}

    /// A slice of background work was done.
    ///
    /// @param changed how many records it changed
    /// @param more    whether another slice is worth logging
    record Progress(int changed, boolean more) implements Result {}

    /// Objects that nothing refers to and nothing can refer to again: delete them, then say so by
    /// [Command.ForgetObjects].
    record Condemned(List<CondemnedObject> objects) implements Result {
        public Condemned {
            objects = List.copyOf(objects);
        }
    }

    /// An object to delete.
    ///
    /// @param object    its id
    /// @param rangeSalt the salt of its id range
    record CondemnedObject(ObjectId object, long rangeSalt) {}

    /// An extended attribute to be set with the making of an inode.
    record Xattr(Name name, Bytes value) {}

    /// Inodes without a name that no session holds open.
    record Orphans(List<InodeId> inodes) implements Result {
        public Orphans {
            inodes = List.copyOf(inodes);
        }
    }
}
