// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.Sequence;
import io.tarnfs.model.namespace.Attributes;
import io.tarnfs.model.namespace.FileType;
import io.tarnfs.model.time.Timestamp;
import java.nio.ByteBuffer;

/// An inode. Its attributes are held as they are answered, so that a lookup makes no object.
///
/// ```
/// version 1 | type (bits of st_mode >> 12) | state (0 named, 1 orphan, 2 reaped)
/// same (1 access, 2 modification, 4 birth: equal to change) | inode (ordered)
/// permissions | links | uid | gid | device (unsigned; the last three of 32 bits) | size (unsigned)
/// change (timestamp) | access, modification, birth (timestamps, each only if not the same)
/// flags | data version | ACL id | quota domain | bytes of xattr names (unsigned)
/// target (bytes) | lineage | tail (bytes)
/// ```
///
/// @param attributes what stat(2) tells
/// @param target     of a symbolic link; else empty
/// @param upkeep     what only the service knows
/// @param lineage    its earlier versions
/// @param tail       fields of a newer build
public record InodeRecord(Attributes attributes, Bytes target, Upkeep upkeep, Lineage lineage, Bytes tail)
        implements Versioned<InodeRecord> {
    private static final byte VERSION = 1;

    /// What the service keeps beside the attributes.
    ///
    /// @param state          whether the inode has names, or waits to be freed
    /// @param acl            id of its access control list among the volume's; 0 for none. Serves shared
    ///                       ACL records
    /// @param quotaDomain    which quota it is charged to; 0 for none. Serves quotas
    /// @param xattrListBytes what listxattr(2) needs: the lengths of all names and a NUL behind each, in
    ///                       bytes
    public record Upkeep(State state, long acl, long quotaDomain, int xattrListBytes) {
        /// Of a new inode.
        public static final Upkeep NEW = new Upkeep(State.NAMED, 0, 0, 0);

        /// Returns the same with another state.
        public Upkeep with(State newState) {
            return new Upkeep(newState, acl, quotaDomain, xattrListBytes);
        }

        /// Returns the same with another length of the list of attributes.
        public Upkeep withXattrListBytes(int bytes) {
            return new Upkeep(state, acl, quotaDomain, bytes);
        }
    }

    /// Whether an inode has names.
    public enum State {
        /// It has a name, or is the root.
        NAMED,
        /// Its last name is gone; it lives while a session holds it open.
        ORPHAN,
        /// It is being freed in slices and can no longer be opened or changed.
        REAPED
    }

    /// Returns a new inode.
    public static InodeRecord of(Attributes attributes, Bytes target) {
        return new InodeRecord(attributes, target, Upkeep.NEW, Lineage.NONE, Bytes.EMPTY);
    }

    /// Returns the same with other attributes.
    public InodeRecord with(Attributes newAttributes) {
        return new InodeRecord(newAttributes, target, upkeep, lineage, tail);
    }

    /// Returns the same with other upkeep.
    public InodeRecord with(Upkeep newUpkeep) {
        return new InodeRecord(attributes, target, newUpkeep, lineage, tail);
    }

    @Override
    public InodeRecord withLineage(Lineage newLineage) {
        return new InodeRecord(attributes, target, upkeep, newLineage, tail);
    }

    /// The access time has no history: reading must not write.
    @Override
    public boolean differsForHistory(InodeRecord next) {
        Attributes.Times then = attributes.times();
        Attributes.Times times = next.attributes.times();
        Attributes unread = new Attributes(
                next.attributes.inode(),
                next.attributes.type(),
                next.attributes.permissions(),
                next.attributes.links(),
                next.attributes.owner(),
                next.attributes.device(),
                next.attributes.size(),
                new Attributes.Times(then.access(), times.modification(), times.change(), times.birth()),
                next.attributes.flags(),
                next.attributes.dataVersion());
        return !unread.equals(attributes) || !next.target.equals(target) || !next.upkeep.equals(upkeep);
    }

    static final MapKind.Codec<InodeRecord> CODEC = new Layout<>(
            value -> 220 + value.target.length() + Lineage.SIZE_MAX + value.tail.length(),
            value -> 250 + value.target.length() + (value.lineage.equals(Lineage.NONE) ? 0 : Lineage.HEAP),
            InodeRecord::write,
            InodeRecord::read);

    private void write(ByteBuffer target) {
        Attributes a = attributes;
        Attributes.Times times = a.times();
        int same = (times.access().equals(times.change()) ? 1 : 0)
                | (times.modification().equals(times.change()) ? 2 : 0)
                | (times.birth().equals(times.change()) ? 4 : 0);
        target.put(VERSION);
        target.put((byte) (a.type().bits() >> 12));
        target.put(code(upkeep.state));
        target.put((byte) same);
        Fields.putInode(target, a.inode());
        Fields.putUnsigned(target, a.permissions());
        Fields.putUnsigned(target, a.links());
        Fields.putUnsigned(target, a.owner().uid() & 0xffffffffL);
        Fields.putUnsigned(target, a.owner().gid() & 0xffffffffL);
        Fields.putUnsigned(target, a.device() & 0xffffffffL);
        Fields.putUnsigned(target, a.size());
        Fields.putTimestamp(target, times.change());
        putUnlessSame(target, same & 1, times.access());
        putUnlessSame(target, same & 2, times.modification());
        putUnlessSame(target, same & 4, times.birth());
        Fields.putUnsigned(target, a.flags() & 0xffffffffL);
        Fields.putSequence(target, a.dataVersion());
        Fields.putUnsigned(target, upkeep.acl);
        Fields.putUnsigned(target, upkeep.quotaDomain);
        Fields.putUnsigned(target, upkeep.xattrListBytes);
        Fields.putBytes(target, this.target);
        lineage.write(target);
        Fields.putBytes(target, tail);
    }

    private static void putUnlessSame(ByteBuffer target, int same, Timestamp instant) {
        if (same == 0) {
            Fields.putTimestamp(target, instant);
        }
    }

    private static InodeRecord read(ByteBuffer source) {
        Fields.expectVersion(source, VERSION, "inode");
        FileType type = FileType.ofMode(source.get() << 12);
        State state = state(source.get());
        int same = source.get();
        InodeId inode = Fields.getInode(source);
        int permissions = Fields.getInt(source);
        int links = Fields.getInt(source);
        int uid = (int) Fields.getUnsigned(source);
        int gid = (int) Fields.getUnsigned(source);
        int device = (int) Fields.getUnsigned(source);
        long size = Fields.getUnsigned(source);
        Timestamp change = Fields.getTimestamp(source);
        Timestamp access = (same & 1) != 0 ? change : Fields.getTimestamp(source);
        Timestamp modification = (same & 2) != 0 ? change : Fields.getTimestamp(source);
        Timestamp birth = (same & 4) != 0 ? change : Fields.getTimestamp(source);
        int flags = (int) Fields.getUnsigned(source);
        Sequence dataVersion = Fields.getSequence(source);
        Attributes attributes = new Attributes(
                inode,
                type,
                permissions,
                links,
                new Attributes.Owner(uid, gid),
                device,
                size,
                new Attributes.Times(access, modification, change, birth),
                flags,
                dataVersion);
        long acl = Fields.getUnsigned(source);
        long quotaDomain = Fields.getUnsigned(source);
        Upkeep upkeep = new Upkeep(state, acl, quotaDomain, Fields.getInt(source));
        Bytes target = Fields.getBytes(source);
        Lineage lineage = Lineage.read(source);
        return new InodeRecord(attributes, target, upkeep, lineage, Fields.getBytes(source));
    }

    private static byte code(State state) {
        return switch (state) {
            case NAMED -> 0;
            case ORPHAN -> 1;
            case REAPED -> 2;
        };
    }

    private static State state(byte code) {
        return switch (code) {
            case 0 -> State.NAMED;
            case 1 -> State.ORPHAN;
            case 2 -> State.REAPED;
            default -> throw new IllegalStateException("no inode has this state: code=" + code);
        };
    }
}
