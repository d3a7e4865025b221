// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.Sequence;
import io.tarnfs.model.namespace.Attributes;
import io.tarnfs.model.namespace.FileType;
import io.tarnfs.model.time.Timestamp;

/// Attributes that are being changed.
final class AttributesDraft {
    private final InodeId inode;
    private final FileType type;
    private final int device;
    private final Timestamp birth;
    private int permissions;
    private int links;
    private Attributes.Owner owner;
    private long size;
    private Timestamp access;
    private Timestamp modification;
    private Timestamp change;
    private int flags;
    private Sequence dataVersion;

    AttributesDraft(Attributes from) {
        inode = from.inode();
        type = from.type();
        device = from.device();
        birth = from.times().birth();
        permissions = from.permissions();
        links = from.links();
        owner = from.owner();
        size = from.size();
        access = from.times().access();
        modification = from.times().modification();
        change = from.times().change();
        flags = from.flags();
        dataVersion = from.dataVersion();
    }

    AttributesDraft permissions(int value) {
        permissions = value;
        return this;
    }

    AttributesDraft links(int value) {
        links = value;
        return this;
    }

    AttributesDraft owner(int uid, int gid) {
        owner = new Attributes.Owner(uid, gid);
        return this;
    }

    AttributesDraft size(long value) {
        size = value;
        return this;
    }

    AttributesDraft access(Timestamp value) {
        access = value;
        return this;
    }

    AttributesDraft modification(Timestamp value) {
        modification = value;
        return this;
    }

    AttributesDraft change(Timestamp value) {
        change = value;
        return this;
    }

    AttributesDraft flag(int flag, boolean on) {
        flags = on ? flags | flag : flags & ~flag;
        return this;
    }

    AttributesDraft dataVersion(Sequence value) {
        dataVersion = value;
        return this;
    }

    /// Takes the suid bit away, and the sgid bit of a file that its group may execute.
    AttributesDraft clearSuid() {
        permissions &= ~Attributes.SUID;
        if ((permissions & GROUP_EXECUTE) != 0) {
            permissions &= ~Attributes.SGID;
        }
        return this;
    }

    Attributes finish() {
        Attributes.Times times = new Attributes.Times(access, modification, change, birth);
        return new Attributes(inode, type, permissions, links, owner, device, size, times, flags, dataVersion);
    }

    private static final int GROUP_EXECUTE = 010;
}
