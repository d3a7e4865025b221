// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.metadata.checkpoint.MapKind;

/// All kinds of records, one ordered map each. The names are those of the maps on disk and never change
/// their meaning.
public final class StateMaps {
    /// What the service counts; one record, of [io.tarnfs.model.identity.VolumeId#SERVICE].
    public static final MapKind<VolumeKey, ServiceRecord> SERVICE =
            new MapKind<>("service", VolumeKey.ORDER, VolumeKey.CODEC, ServiceRecord.CODEC);

    /// Volumes.
    public static final MapKind<VolumeKey, VolumeRecord> VOLUME =
            new MapKind<>("volume", VolumeKey.ORDER, VolumeKey.CODEC, VolumeRecord.CODEC);

    /// Volumes by name.
    public static final MapKind<VolumeNameKey, VolumeNameRecord> VOLUME_NAME =
            new MapKind<>("volume-name", VolumeNameKey.ORDER, VolumeNameKey.CODEC, VolumeNameRecord.CODEC);

    /// What each volume counts.
    public static final MapKind<VolumeKey, CountersRecord> COUNTERS =
            new MapKind<>("counters", VolumeKey.ORDER, VolumeKey.CODEC, CountersRecord.CODEC);

    /// Sessions.
    public static final MapKind<SessionKey, SessionRecord> SESSION =
            new MapKind<>("session", SessionKey.ORDER, SessionKey.CODEC, SessionRecord.CODEC);

    /// Leased ranges of object ids.
    public static final MapKind<RangeKey, RangeRecord> RANGE =
            new MapKind<>("range", RangeKey.ORDER, RangeKey.CODEC, RangeRecord.CODEC);

    /// Leased ranges by session.
    public static final MapKind<SessionRangeKey, Presence> SESSION_RANGE =
            new MapKind<>("session-range", SessionRangeKey.ORDER, SessionRangeKey.CODEC, Presence.CODEC);

    /// Kept outcomes of commands.
    public static final MapKind<ResultKey, ResultRecord> RESULT =
            new MapKind<>("result", ResultKey.ORDER, ResultKey.CODEC, ResultRecord.CODEC);

    /// Inodes.
    public static final MapKind<InodeKey, InodeRecord> INODE =
            new MapKind<>("inode", InodeKey.ORDER, InodeKey.CODEC, InodeRecord.CODEC);

    /// Names in directories.
    public static final MapKind<DentryKey, DentryRecord> DENTRY =
            new MapKind<>("dentry", DentryKey.ORDER, DentryKey.CODEC, DentryRecord.CODEC);

    /// Links from inodes back to their names.
    public static final MapKind<BackLinkKey, Presence> BACK_LINK =
            new MapKind<>("back-link", BackLinkKey.ORDER, BackLinkKey.CODEC, Presence.CODEC);

    /// Extended attributes.
    public static final MapKind<XattrKey, XattrRecord> XATTR =
            new MapKind<>("xattr", XattrKey.ORDER, XattrKey.CODEC, XattrRecord.CODEC);

    /// Extents of the blocks of files.
    public static final MapKind<BlockKey, BlockRecord> BLOCK =
            new MapKind<>("block", BlockKey.ORDER, BlockKey.CODEC, BlockRecord.CODEC);

    /// Cuts that are not yet worked into all blocks.
    public static final MapKind<CutKey, CutRecord> CUT =
            new MapKind<>("cut", CutKey.ORDER, CutKey.CODEC, CutRecord.CODEC);

    /// The ledger of objects.
    public static final MapKind<ObjectKey, ObjectRecord> OBJECT =
            new MapKind<>("object", ObjectKey.ORDER, ObjectKey.CODEC, ObjectRecord.CODEC);

    /// Objects that nothing refers to.
    public static final MapKind<UnreferencedKey, Presence> UNREFERENCED =
            new MapKind<>("unreferenced", UnreferencedKey.ORDER, UnreferencedKey.CODEC, Presence.CODEC);

    /// Dropped references that the ledger does not know of yet.
    public static final MapKind<MomentKey, ReleasedRecord> RELEASED =
            new MapKind<>("released", MomentKey.ORDER, MomentKey.CODEC, ReleasedRecord.CODEC);

    /// Inodes without a name.
    public static final MapKind<InodeKey, OrphanRecord> ORPHAN =
            new MapKind<>("orphan", InodeKey.ORDER, InodeKey.CODEC, OrphanRecord.CODEC);

    /// Inodes without a name that no session holds open: what is to be freed next.
    public static final MapKind<InodeKey, Presence> DOOMED =
            new MapKind<>("doomed", InodeKey.ORDER, InodeKey.CODEC, Presence.CODEC);

    /// Who holds an inode open.
    public static final MapKind<OpenKey, Presence> OPEN =
            new MapKind<>("open", OpenKey.ORDER, OpenKey.CODEC, Presence.CODEC);

    /// What a session holds open.
    public static final MapKind<SessionOpenKey, Presence> SESSION_OPEN =
            new MapKind<>("session-open", SessionOpenKey.ORDER, SessionOpenKey.CODEC, Presence.CODEC);

    /// Replaced records, in the order in which they were replaced.
    public static final MapKind<MomentKey, HistoryRecord> HISTORY =
            new MapKind<>("history", MomentKey.ORDER, MomentKey.CODEC, HistoryRecord.CODEC);

    /// Removed inodes.
    public static final MapKind<InodeKey, TombstoneRecord> INODE_TOMBSTONE =
            new MapKind<>("inode-tombstone", InodeKey.ORDER, InodeKey.CODEC, TombstoneRecord.CODEC);

    /// Removed names, in the order of names, so that a listing of the past is a merge.
    public static final MapKind<DentryKey, TombstoneRecord> DENTRY_TOMBSTONE =
            new MapKind<>("dentry-tombstone", DentryKey.ORDER, DentryKey.CODEC, TombstoneRecord.CODEC);

    /// Removed extended attributes.
    public static final MapKind<XattrKey, TombstoneRecord> XATTR_TOMBSTONE =
            new MapKind<>("xattr-tombstone", XattrKey.ORDER, XattrKey.CODEC, TombstoneRecord.CODEC);

    /// Removed blocks.
    public static final MapKind<BlockKey, TombstoneRecord> BLOCK_TOMBSTONE =
            new MapKind<>("block-tombstone", BlockKey.ORDER, BlockKey.CODEC, TombstoneRecord.CODEC);

    private StateMaps() {}
}
