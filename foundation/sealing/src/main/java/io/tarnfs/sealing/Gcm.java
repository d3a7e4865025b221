// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/// AES-256-GCM over byte arrays. For one thread at a time.
///
/// The provider is named: it has intrinsics for arrays (20 GB/s against 5 for direct buffers), and a
/// provider that somebody else puts in front could be a hundred times slower. Calls stay small, one
/// frame at most: a cold JVM runs calls of several MiB interpreted for many seconds, because compiled
/// code is entered only at the next call.
final class Gcm {
    static final int TAG_BYTES = 16;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 8 * TAG_BYTES;

    private final Cipher cipher;

    Gcm() {
        try {
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no AES/GCM in SunJCE, which every JDK 25 has", e);
        }
    }

    /// The nonce of a frame, which need only differ within one object because every object has its own
    /// key.
    static byte[] nonce(int frame) {
        return ByteBuffer.allocate(NONCE_BYTES).putInt(NONCE_BYTES - 4, frame).array();
    }

    /// Seals the first `length` bytes of `plain` into `sealed`, followed by the tag.
    ///
    /// @return the number of bytes in `sealed`
    int seal(GcmKey key, byte[] plain, int length, byte[] sealed) {
        try {
            init(Cipher.ENCRYPT_MODE, key);
            return cipher.doFinal(plain, 0, length, sealed, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM does not seal: bytes=" + length, e);
        }
    }

    /// Opens the first `length` bytes of `sealed`, tag included, into `plain`.
    ///
    /// @return the number of bytes in `plain`
    /// @throws AEADBadTagException if any bit of the bytes, the key, the nonce or the authenticated
    ///     data differs
    int open(GcmKey key, byte[] sealed, int length, byte[] plain) throws AEADBadTagException {
        try {
            init(Cipher.DECRYPT_MODE, key);
            return cipher.doFinal(sealed, 0, length, plain, 0);
        } catch (AEADBadTagException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM does not open: bytes=" + length, e);
        }
    }

    private void init(int mode, GcmKey key) throws GeneralSecurityException {
        cipher.init(mode, key.secret(), new GCMParameterSpec(TAG_BITS, key.nonce()));
        cipher.updateAAD(key.first());
        cipher.updateAAD(key.second());
    }

    /// All that a call is keyed by. The authenticated data comes in two pieces to spare a copy of the
    /// header.
    static final class GcmKey {
        private final SecretKey secret;
        private final byte[] nonce;
        private final byte[] first;
        private final byte[] second;

        GcmKey(SecretKey secret, byte[] nonce, byte[] first, byte[] second) {
            this.secret = secret;
            this.nonce = nonce;
            this.first = first;
            this.second = second;
        }

        SecretKey secret() {
            return secret;
        }

        byte[] nonce() {
            return nonce;
        }

        byte[] first() {
            return first;
        }

        byte[] second() {
            return second;
        }
    }
}
