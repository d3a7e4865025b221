// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadatatestkit;

import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.Sequence;
import io.tarnfs.model.identity.SessionId;
import io.tarnfs.model.namespace.Attributes;
import io.tarnfs.model.namespace.FileType;
import io.tarnfs.model.namespace.Name;
import io.tarnfs.model.time.Timestamp;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;

/// One inode of the model, with all that belongs to it.
final class ModelInode {
    final InodeId id;
    final FileType type;
    final Timestamp birth;
    final int device;
    final Bytes target;
    final TreeMap<Name, InodeId> entries = new TreeMap<>();
    final TreeMap<Name, Bytes> xattrs = new TreeMap<>();
    final TreeMap<Long, Sequence> blockVersions = new TreeMap<>();
    final Set<SessionId> openBy = new HashSet<>();
    ModelContent content = new ModelContent();
    InodeId parent = InodeId.ROOT;
    int permissions;
    int uid;
    int gid;
    int links;
    int directories;
    long size;
    Timestamp access;
    Timestamp modification;
    Timestamp change;
    Sequence dataVersion;

    ModelInode(InodeId id, FileType type, int device, Bytes target, Timestamp now, Sequence at) {
        this.id = id;
        this.type = type;
        this.device = device;
        this.target = target;
        birth = now;
        access = now;
        modification = now;
        change = now;
        dataVersion = at;
        links = 1;
        size = target.length();
    }

    ModelInode copy() {
        ModelInode copy = new ModelInode(id, type, device, target, birth, dataVersion);
        copy.entries.putAll(entries);
        copy.xattrs.putAll(xattrs);
        copy.blockVersions.putAll(blockVersions);
        copy.openBy.addAll(openBy);
        copy.content = content.copy();
        copy.parent = parent;
        copy.permissions = permissions;
        copy.uid = uid;
        copy.gid = gid;
        copy.links = links;
        copy.directories = directories;
        copy.size = size;
        copy.access = access;
        copy.modification = modification;
        copy.change = change;
        return copy;
    }

    boolean isDirectory() {
        return type == FileType.DIRECTORY;
    }

    /// Returns whether the inode has a name or is held open.
    boolean lives() {
        return links > 0 || !openBy.isEmpty();
    }

    Attributes attributes() {
        int shownLinks = isDirectory() && links > 0 ? 2 + directories : links;
        return new Attributes(
                id,
                type,
                permissions,
                shownLinks,
                new Attributes.Owner(uid, gid),
                device,
                isDirectory() ? entries.size() : size,
                new Attributes.Times(access, modification, change, birth),
                xattrs.isEmpty() ? 0 : Attributes.FLAG_XATTRS,
                dataVersion);
    }

    /// An entry was added or taken away.
    void entriesChanged(Timestamp now, Sequence at) {
        modification = now;
        change = now;
        dataVersion = at;
    }
}
