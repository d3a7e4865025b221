// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.engine;

import io.tarnfs.metadata.record.CountersRecord;
import io.tarnfs.metadata.record.InodeKey;
import io.tarnfs.metadata.record.InodeRecord;
import io.tarnfs.metadata.record.ServiceRecord;
import io.tarnfs.metadata.record.SessionKey;
import io.tarnfs.metadata.record.SessionRecord;
import io.tarnfs.metadata.record.SipHash;
import io.tarnfs.metadata.record.VolumeKey;
import io.tarnfs.metadata.record.VolumeNameKey;
import io.tarnfs.metadata.record.VolumeNameRecord;
import io.tarnfs.metadata.record.VolumeRecord;
import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.Epoch;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.SessionId;
import io.tarnfs.model.identity.VolumeId;
import io.tarnfs.model.namespace.Attributes;
import io.tarnfs.model.namespace.Caller;
import io.tarnfs.model.namespace.Command;
import io.tarnfs.model.namespace.FileType;
import io.tarnfs.model.namespace.FsError;
import io.tarnfs.model.namespace.Result;
import io.tarnfs.model.time.Timestamp;
import io.tarnfs.model.volume.VolumeInfo;
import io.tarnfs.model.volume.VolumeSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Applies the commands that make, change and remove volumes.
final class VolumeApplier {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,63}");

    /// Key slots are a few hundred bytes each and few people need their own; the bound keeps the record
    /// small.
    private static final int SLOTS_MAX = 64;

    private static final int SLOT_BYTES_MAX = 4 << 10;

    private static final int ROOT_PERMISSIONS = 0755;

    private final Tables tables;

    VolumeApplier(Tables tables) {
        this.tables = tables;
    }

    Result.Volume create(Turn turn, Command.CreateVolume command) {
        Refusal.unless(turn.volume().equals(VolumeId.SERVICE), FsError.INVALID, "a new volume has no id yet");
        Refusal.unless(
                NAME.matcher(command.name()).matches(),
                FsError.INVALID,
                "a volume's name has 1 to 63 letters, digits, -, _ and .");
        checkSlots(command.keySlots());
        VolumeNameKey nameKey = new VolumeNameKey(VolumeId.SERVICE, command.name());
        Refusal.unless(tables.volumeNames.get(nameKey) == null, FsError.EXISTS);

        ServiceRecord service = tables.service();
        VolumeId id = new VolumeId(service.nextVolume());
        tables.service.put(new VolumeKey(VolumeId.SERVICE), service.withNewVolume());
        VolumeInfo info =
                new VolumeInfo(id, command.name(), new Epoch(1), command.settings(), command.keySlots(), turn.now());
        SipHash.Key hashKey = new SipHash.Key(turn.nextRandom(), turn.nextRandom());
        tables.volumes.put(new VolumeKey(id), new VolumeRecord(info, hashKey, false, Bytes.EMPTY));
        tables.volumeNames.put(nameKey, new VolumeNameRecord(id, Bytes.EMPTY));
        tables.counters.put(
                new VolumeKey(id), new CountersRecord(InodeId.ROOT.value() + 1, 1, 0, 1, turn.sequence(), Bytes.EMPTY));
        tables.inodes.put(new InodeKey(id, InodeId.ROOT), root(turn));
        return new Result.Volume(info);
    }

    private static InodeRecord root(Turn turn) {
        Timestamp now = turn.now();
        Caller caller = turn.header().caller();
        Attributes attributes = new Attributes(
                InodeId.ROOT,
                FileType.DIRECTORY,
                ROOT_PERMISSIONS,
                2,
                new Attributes.Owner(caller.uid(), caller.gid()),
                0,
                0,
                new Attributes.Times(now, now, now, now),
                0,
                turn.sequence());
        return InodeRecord.of(attributes, Bytes.EMPTY);
    }

    Result.Volume change(Turn turn, Command.ChangeVolume command) {
        VolumeRecord record = existing(turn.volume());
        checkSlots(command.keySlots());
        Refusal.unless(command.retentionSeconds() >= 0, FsError.INVALID, "retention is not negative");
        VolumeInfo old = record.info();
        VolumeSettings settings = old.settings();
        if (settings.retentionSeconds() == 0 && command.retentionSeconds() > 0) {
            // Nothing was kept until now: history begins here.
            CountersRecord counters = tables.counters(turn.volume());
            tables.counters.put(new VolumeKey(turn.volume()), counters.withEdge(turn.sequence()));
        }
        VolumeSettings changed = new VolumeSettings(
                settings.blockSizeBytes(),
                settings.codec(),
                settings.cipher(),
                settings.storeUrl(),
                command.retentionSeconds());
        VolumeInfo info = new VolumeInfo(old.id(), old.name(), old.life(), changed, command.keySlots(), old.created());
        tables.volumes.put(new VolumeKey(turn.volume()), record.with(info));
        return new Result.Volume(info);
    }

    Result.Done remove(Turn turn) {
        VolumeRecord record = existing(turn.volume());
        String holder = holder(turn.volume());
        Refusal.unless(holder == null, FsError.BUSY, "the volume is mounted: holder=" + holder);
        tables.volumeNames.remove(
                new VolumeNameKey(VolumeId.SERVICE, record.info().name()));
        tables.volumes.put(new VolumeKey(turn.volume()), record.remove());
        return new Result.Done();
    }

    /// Returns a volume that is not being removed.
    VolumeRecord existing(VolumeId volume) {
        VolumeRecord record = tables.volumes.get(new VolumeKey(volume));
        if (record == null || record.removed()) {
            throw new Refusal(FsError.NOT_FOUND, "no such volume: volume=" + volume.value());
        }
        return record;
    }

    /// Returns all volumes, those that are being removed included.
    List<VolumeId> all() {
        List<VolumeId> all = new ArrayList<>();
        tables.volumes.scan(new VolumeKey(VolumeId.SERVICE), (key, _) -> all.add(key.volume()));
        return all;
    }

    /// Returns who holds the open session of a volume, or null.
    @Nullable
    String holder(VolumeId volume) {
        String[] holder = new String[1];
        tables.sessions.scan(new SessionKey(volume, SessionId.OPERATOR), (key, session) -> {
            if (!key.volume().equals(volume)) {
                return false;
            }
            if (session.state() == SessionRecord.State.OPEN) {
                holder[0] = session.holder();
            }
            return holder[0] == null;
        });
        return holder[0];
    }

    private static void checkSlots(List<Bytes> slots) {
        Refusal.unless(slots.size() <= SLOTS_MAX, FsError.INVALID, "too many key slots: maximum=" + SLOTS_MAX);
        boolean fit = slots.stream().allMatch(slot -> slot.length() <= SLOT_BYTES_MAX);
        Refusal.unless(fit, FsError.INVALID, "a key slot is too long: maximum=" + SLOT_BYTES_MAX);
    }
}
