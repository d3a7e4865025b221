// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import io.tarnfs.model.identity.ObjectId;
import io.tarnfs.model.identity.VolumeId;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The names of a volume's objects in the store.
///
/// ```
/// object      <prefix>/<volume>/<shard>/<id>-<range salt>
/// descriptor  <prefix>/<volume>/volume-<number>
/// ```
/// volume, id and range salt are 16 hex digits; shard is 2 hex digits, the first byte of the SHA-256 of
/// id and range salt (8 bytes each, big-endian), so that ids that follow each other are spread evenly
/// (a CRC would not do: its low byte takes 33 values for 256 ids in a row); number is decimal. The
/// prefix and its slash are left out where it is empty. The range salt is random for each leased range
/// of ids, so that an id that is leased again after a restore never meets the key of its first life.
public final class ObjectKeys {
    private static final HexFormat HEX = HexFormat.of();

    private final String volumePrefix;

    /// @param prefix of all keys, without a slash at its end; may be empty
    public ObjectKeys(String prefix, VolumeId volume) {
        if (prefix.startsWith("/") || prefix.endsWith("/")) {
            throw new IllegalArgumentException("a prefix neither begins nor ends with a slash: prefix=" + prefix);
        }
        String volumeHex = HEX.toHexDigits(volume.value());
        this.volumePrefix = prefix.isEmpty() ? volumeHex + "/" : prefix + "/" + volumeHex + "/";
    }

    /// Returns the key of an object.
    public String object(ObjectId object, long rangeSalt) {
        byte[] name = ByteBuffer.allocate(16)
                .putLong(object.value())
                .putLong(rangeSalt)
                .array();
        return volumePrefix + HEX.toHexDigits(sha256(name)[0]) + "/" + HEX.toHexDigits(object.value()) + "-"
                + HEX.toHexDigits(rangeSalt);
    }

    /// Returns the key of a volume descriptor.
    public String descriptor(long number) {
        return descriptorPrefix() + number;
    }

    /// Returns what the keys of all descriptors of the volume begin with.
    public String descriptorPrefix() {
        return volumePrefix + "volume-";
    }

    /// Returns what all keys of the volume begin with.
    public String volumePrefix() {
        return volumePrefix;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256, which every JDK has", e);
        }
    }
}
