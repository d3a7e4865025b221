// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/// HKDF with SHA-256 (RFC 5869), 32 bytes out, for AES. Each use has a label of its own in front of its
/// info, so that no two uses can come to the same key.
final class Hkdf {
    /// Followed by volume id 8, object id 8; salt is the object's.
    private static final byte[] OBJECT = "tarnfs object v1".getBytes(StandardCharsets.US_ASCII);

    /// Followed by volume id 8; salt is the value's.
    private static final byte[] INLINE = "tarnfs inline v1".getBytes(StandardCharsets.US_ASCII);

    /// Followed by volume id 8; salt is the slot's.
    private static final byte[] KEY_FILE = "tarnfs key file v1".getBytes(StandardCharsets.US_ASCII);

    private static final int KEY_BYTES = 32;

    private Hkdf() {}

    static SecretKey objectKey(VolumeKey key, byte[] salt, long volume, long object) {
        ByteBuffer info = ByteBuffer.allocate(OBJECT.length + 16);
        return derive(
                key, salt, info.put(OBJECT).putLong(volume).putLong(object).array());
    }

    static SecretKey inlineKey(VolumeKey key, byte[] salt, long volume) {
        ByteBuffer info = ByteBuffer.allocate(INLINE.length + 8);
        return derive(key, salt, info.put(INLINE).putLong(volume).array());
    }

    static SecretKey keyFileKey(byte[] secret, byte[] salt, long volume) {
        ByteBuffer info = ByteBuffer.allocate(KEY_FILE.length + 8);
        return derive(secret, salt, info.put(KEY_FILE).putLong(volume).array());
    }

    private static SecretKey derive(VolumeKey key, byte[] salt, byte[] info) {
        byte[] secret = key.copy();
        try {
            return derive(secret, salt, info);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private static SecretKey derive(byte[] secret, byte[] salt, byte[] info) {
        try {
            HKDFParameterSpec parameters =
                    HKDFParameterSpec.ofExtract().addIKM(secret).addSalt(salt).thenExpand(info, KEY_BYTES);
            return KDF.getInstance("HKDF-SHA256").deriveKey("AES", parameters);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no HKDF-SHA256, which every JDK 25 has", e);
        }
    }
}
