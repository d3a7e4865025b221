// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadatatestkit;

import io.tarnfs.model.content.Location;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.ObjectId;
import io.tarnfs.model.identity.SessionId;
import io.tarnfs.model.namespace.FileType;
import io.tarnfs.model.namespace.Result;
import io.tarnfs.model.time.Timestamp;
import io.tarnfs.model.volume.VolumeInfo;
import io.tarnfs.model.volume.VolumeUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One volume of the model.
final class ModelVolume {
    VolumeInfo info;
    final TreeMap<InodeId, ModelInode> inodes = new TreeMap<>();
    final TreeMap<SessionId, ModelSession> sessions = new TreeMap<>();
    final List<Lease> leases = new ArrayList<>();
    final TreeSet<ObjectId> listed = new TreeSet<>();
    final TreeSet<ObjectId> condemned = new TreeSet<>();
    long nextInode = InodeId.ROOT.value() + 1;
    long nextObject = 1;

    ModelVolume(VolumeInfo info) {
        this.info = info;
    }

    /// A range of object ids, and who may commit objects of it.
    record Lease(SessionId session, Result.IdRange range) {
        boolean holds(ObjectId object) {
            long index = object.value() - range.first().value();
            return index >= 0 && index < range.count();
        }
    }

    /// A session that is open.
    static final class ModelSession {
        final String holder;
        final Timestamp since;
        long incarnation = 1;

        ModelSession(String holder, Timestamp since) {
            this.holder = holder;
            this.since = since;
        }
    }

    ModelVolume copy() {
        ModelVolume copy = new ModelVolume(info);
        inodes.forEach((id, inode) -> copy.inodes.put(id, inode.copy()));
        copy.sessions.putAll(sessions);
        copy.leases.addAll(leases);
        copy.listed.addAll(listed);
        copy.condemned.addAll(condemned);
        copy.nextInode = nextInode;
        copy.nextObject = nextObject;
        return copy;
    }

    /// Returns the inode if it lives, or null.
    @Nullable
    ModelInode inode(InodeId id) {
        return inodes.get(id);
    }

    /// Forgets the inode if it has neither a name nor a session that holds it open.
    void freeUnlessLiving(ModelInode inode) {
        if (!inode.lives()) {
            inodes.remove(inode.id);
        }
    }

    VolumeUsage usage() {
        long bytes = inodes.values().stream()
                .filter(inode -> inode.type == FileType.REGULAR)
                .mapToLong(inode -> inode.size)
                .sum();
        return new VolumeUsage(bytes, inodes.size());
    }

    /// Returns the objects that were listed and that no file shows any more.
    SortedSet<ObjectId> unreferenced() {
        TreeSet<ObjectId> objects = new TreeSet<>(listed);
        for (ModelInode inode : inodes.values()) {
            for (Location location : inode.content.locations()) {
                if (location instanceof Location.Stored stored) {
                    objects.remove(stored.object());
                }
            }
        }
        return objects;
    }
}
