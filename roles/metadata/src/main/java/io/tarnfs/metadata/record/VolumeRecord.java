// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.metadata.checkpoint.MapKind;
import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.Epoch;
import io.tarnfs.model.time.Timestamp;
import io.tarnfs.model.volume.VolumeInfo;
import io.tarnfs.model.volume.VolumeSettings;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// A volume.
///
/// ```
/// version 1 | removed (1 byte) | id (ordered) | name (text) | life (unsigned) | created (timestamp)
/// block size (unsigned) | codec | cipher | store (texts) | retention seconds (unsigned)
/// count (unsigned), key slots (bytes each) | hash key (16 bytes) | tail (bytes)
/// ```
///
/// @param info    what the service tells of it
/// @param hashKey keys the hashes of names
/// @param removed whether its records are being removed
/// @param tail    fields of a newer build
public record VolumeRecord(VolumeInfo info, SipHash.Key hashKey, boolean removed, Bytes tail) {
    private static final byte VERSION = 1;

    static final MapKind.Codec<VolumeRecord> CODEC =
            new Layout<>(VolumeRecord::bound, VolumeRecord::bound, VolumeRecord::write, VolumeRecord::read);

    /// Returns the same volume with other information.
    public VolumeRecord with(VolumeInfo newInfo) {
        return new VolumeRecord(newInfo, hashKey, removed, tail);
    }

    /// Returns the same volume, removed.
    public VolumeRecord remove() {
        return new VolumeRecord(info, hashKey, true, tail);
    }

    private int bound() {
        VolumeSettings settings = info.settings();
        int bytes = 128
                + Fields.sizeMax(info.name())
                + Fields.sizeMax(settings.codec())
                + Fields.sizeMax(settings.cipher())
                + Fields.sizeMax(settings.storeUrl())
                + tail.length();
        for (Bytes slot : info.keySlots()) {
            bytes += Fields.sizeMax(slot);
        }
        return bytes;
    }

    private void write(ByteBuffer target) {
        target.put(VERSION);
        Fields.putBoolean(target, removed);
        writeInfo(info, target);
        target.putLong(hashKey.k0());
        target.putLong(hashKey.k1());
        Fields.putBytes(target, tail);
    }

    private static VolumeRecord read(ByteBuffer source) {
        Fields.expectVersion(source, VERSION, "volume");
        boolean removed = Fields.getBoolean(source);
        VolumeInfo info = readInfo(source);
        long k0 = source.getLong();
        SipHash.Key hashKey = new SipHash.Key(k0, source.getLong());
        return new VolumeRecord(info, hashKey, removed, Fields.getBytes(source));
    }

    static void writeInfo(VolumeInfo info, ByteBuffer target) {
        Fields.putVolume(target, info.id());
        Fields.putText(target, info.name());
        Fields.putUnsigned(target, info.life().value());
        Fields.putTimestamp(target, info.created());
        writeSettings(info.settings(), target);
        writeSlots(info.keySlots(), target);
    }

    static VolumeInfo readInfo(ByteBuffer source) {
        var id = Fields.getVolume(source);
        String name = Fields.getText(source);
        Epoch life = new Epoch(Fields.getUnsigned(source));
        Timestamp created = Fields.getTimestamp(source);
        VolumeSettings settings = readSettings(source);
        return new VolumeInfo(id, name, life, settings, readSlots(source), created);
    }

    static void writeSettings(VolumeSettings settings, ByteBuffer target) {
        Fields.putUnsigned(target, settings.blockSizeBytes());
        Fields.putText(target, settings.codec());
        Fields.putText(target, settings.cipher());
        Fields.putText(target, settings.storeUrl());
        Fields.putUnsigned(target, settings.retentionSeconds());
    }

    static VolumeSettings readSettings(ByteBuffer source) {
        int blockSize = Fields.getInt(source);
        String codec = Fields.getText(source);
        String cipher = Fields.getText(source);
        String store = Fields.getText(source);
        return new VolumeSettings(blockSize, codec, cipher, store, Fields.getUnsigned(source));
    }

    static void writeSlots(List<Bytes> slots, ByteBuffer target) {
        Fields.putUnsigned(target, slots.size());
        for (Bytes slot : slots) {
            Fields.putBytes(target, slot);
        }
    }

    static List<Bytes> readSlots(ByteBuffer source) {
        int count = Fields.getInt(source);
        List<Bytes> slots = new ArrayList<>(Math.min(count, source.remaining()));
        for (int i = 0; i < count; i++) {
            slots.add(Fields.getBytes(source));
        }
        return slots;
    }
}
