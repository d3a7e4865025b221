// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.VolumeId;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// A volume key, wrapped for one secret of a user. Immutable; holds nothing that is secret by itself.
///
/// ```
///      0   4  magic "TRNK"
///      4   2  version, 1
///      6   1  kind: 1 passphrase, 2 key file
///      7   1  zero
///      8   4  length of the slot, 116 + T
///     12   4  key generation of the wrapped key
///     16   8  volume id
///     24  16  salt, random
///     40   4  Argon2id passes;       0 in a slot for a key file
///     44   4  Argon2id memory, KiB;  0
///     48   4  Argon2id lanes;        0
///     52   8  zero
///     60  48  the volume key, sealed with AES-256-GCM, nonce 0, authenticated with bytes 0 to 60
///    108   4  T, length of the tail; 0 in what we write
///    112   T  tail: fields of later writers, kept and skipped
///  112+T   4  CRC32C of all before
/// ```
/// The wrapping key is Argon2id(passphrase, salt), or HKDF of the key file's bits with the salt. A new
/// salt for each slot makes it a key that is used once, so the nonce may be 0.
final class KeySlot {
    private static final int MAGIC = 0x54524E4B;
    private static final int VERSION = 1;
    private static final int SALT_OFFSET = 24;
    private static final int SALT_BYTES = 16;
    private static final int WRAPPED_OFFSET = 60;
    private static final int WRAPPED_BYTES = VolumeKey.BYTES + Gcm.TAG_BYTES;
    private static final int TAIL_OFFSET = WRAPPED_OFFSET + WRAPPED_BYTES;
    private static final int CRC_BYTES = 4;
    private static final int BYTES_MIN = TAIL_OFFSET + 4 + CRC_BYTES;
    private static final int BYTES_MAX = BYTES_MIN + ObjectHeader.TAIL_BYTES_MAX;
    private static final byte[] NO_MORE_AAD = new byte[0];

    private final byte[] encoded;
    private final SlotKind kind;

    private KeySlot(byte[] encoded, SlotKind kind) {
        this.encoded = encoded;
        this.kind = kind;
    }

    static KeySlot wrap(VolumeKey key, VolumeId volume, UnlockSecret secret, Argon2Cost cost, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        ByteBuffer slot = ByteBuffer.allocate(BYTES_MIN);
        slot.putInt(MAGIC).putShort((short) VERSION).put((byte) secret.kind().number());
        slot.put((byte) 0)
                .putInt(BYTES_MIN)
                .putInt(key.generation())
                .putLong(volume.value())
                .put(salt);
        if (secret.kind() == SlotKind.PASSPHRASE) {
            slot.putInt(cost.passes()).putInt(cost.memoryKib()).putInt(cost.lanes());
        }
        slot.position(WRAPPED_OFFSET).put(wrapped(key, slot.array(), secret)).putInt(0);
        slot.putInt(Checksums.crc32c(slot.array(), 0, slot.position()));
        return new KeySlot(slot.array(), secret.kind());
    }

    static KeySlot decode(VolumeId volume, Bytes bytes) throws SealingException {
        String subject = "key slot volume=" + volume.value();
        byte[] all = bytes.toArray();
        ByteBuffer slot = ByteBuffer.wrap(all);
        if (all.length < BYTES_MIN || all.length > BYTES_MAX || slot.getInt(0) != MAGIC) {
            throw new CorruptObjectException(subject, "it is not a key slot: bytes=" + all.length, null);
        }
        if (Checksums.crc32c(all, 0, all.length - CRC_BYTES) != slot.getInt(all.length - CRC_BYTES)) {
            throw new CorruptObjectException(subject, "checksum", null);
        }
        if (slot.getShort(4) != VERSION) {
            throw new UnsupportedFormatException(subject, "key slot version=" + slot.getShort(4));
        }
        SlotKind kind = SlotKind.numbered(slot.get(6), subject);
        if (slot.getInt(8) != all.length
                || slot.getInt(TAIL_OFFSET) != all.length - BYTES_MIN
                || slot.getInt(12) < VolumeKey.FIRST_GENERATION) {
            throw new CorruptObjectException(subject, "its lengths do not agree: bytes=" + all.length, null);
        }
        if (slot.getLong(16) != volume.value()) {
            throw new CorruptObjectException(subject, "it belongs to volume=" + slot.getLong(16), null);
        }
        return new KeySlot(all, kind);
    }

    SlotKind kind() {
        return kind;
    }

    Bytes encode() {
        return Bytes.copyOf(encoded);
    }

    /// @throws AEADBadTagException if the secret is not the slot's
    VolumeKey unwrap(UnlockSecret secret) throws AEADBadTagException, CorruptObjectException {
        ByteBuffer slot = ByteBuffer.wrap(encoded);
        byte[] wrapped = Arrays.copyOfRange(encoded, WRAPPED_OFFSET, TAIL_OFFSET);
        byte[] plain = new byte[VolumeKey.BYTES];
        try {
            new Gcm().open(gcmKey(encoded, secret), wrapped, wrapped.length, plain);
            return VolumeKey.of(plain, slot.getInt(12));
        } catch (IllegalArgumentException e) {
            throw new CorruptObjectException("key slot volume=" + slot.getLong(16), "Argon2id cost", e);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    private static byte[] wrapped(VolumeKey key, byte[] slot, UnlockSecret secret) {
        byte[] plain = key.copy();
        byte[] wrapped = new byte[WRAPPED_BYTES];
        try {
            new Gcm().seal(gcmKey(slot, secret), plain, plain.length, wrapped);
            return wrapped;
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    private static Gcm.GcmKey gcmKey(byte[] encoded, UnlockSecret secret) {
        ByteBuffer slot = ByteBuffer.wrap(encoded);
        byte[] head = Arrays.copyOf(encoded, WRAPPED_OFFSET);
        byte[] salt = Arrays.copyOfRange(head, SALT_OFFSET, SALT_OFFSET + SALT_BYTES);
        SecretKey wrapping = switch (secret) {
            case Passphrase passphrase -> {
                Argon2Cost cost = new Argon2Cost(slot.getInt(40), slot.getInt(44), slot.getInt(48));
                byte[] stretched = Argon2.stretch(passphrase.secret(), salt, cost);
                SecretKey key = new SecretKeySpec(stretched, "AES");
                Arrays.fill(stretched, (byte) 0);
                yield key;
            }
            case KeyFile keyFile -> Hkdf.keyFileKey(keyFile.secret(), salt, slot.getLong(16));
        };
        return new Gcm.GcmKey(wrapping, Gcm.nonce(0), head, NO_MORE_AAD);
    }
}
