// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import io.tarnfs.model.content.Bytes;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;

/// Seals small values that are kept in the metadata itself instead of an object. Safe for threads;
/// never waits.
///
/// ```
///      0   2  magic "TI"
///      2   1  version, 1
///      3   1  codec number; 0 also where the value did not shrink
///      4   1  cipher number
///      5   3  zero
///      8   4  key generation; 0 with cipher none
///     12   4  plaintext length, 1 to 65,536
///     16  16  salt, random for each sealing
///     32   n  the value, compressed, then sealed with nonce 0; authenticated with bytes 0 to 32
///   32+n   4  CRC32C of all before
/// ```
/// The volume is part of the key; the inode is not, so that a value can be cloned to another file
/// without being opened.
public final class InlineSealing {
    /// A value of this many bytes at most: half a frame. What the metadata takes inline is far less.
    public static final int PLAINTEXT_BYTES_MAX = 64 * 1024;

    /// Sealed, a value is longer than its plaintext by at most this many bytes.
    public static final int OVERHEAD_BYTES_MAX = 32 + Gcm.TAG_BYTES + 4;

    private static final short MAGIC = 0x5449;
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 32;
    private static final int CRC_BYTES = 4;
    private static final int SALT_OFFSET = 16;
    private static final byte[] NO_MORE_AAD = new byte[0];

    private final SealingSettings settings;
    private final KeyRing keys;
    private final SecureRandom random;
    private final Pool<Workspace> workspaces = Workspace.pool();

    /// @param keys   not closed here; [KeyRing#empty()] with cipher none
    /// @param random draws salts
    public InlineSealing(SealingSettings settings, KeyRing keys, SecureRandom random) {
        settings.requireCodec();
        this.settings = settings;
        this.keys = keys;
        this.random = random;
    }

    /// Seals a value of 1 to [#PLAINTEXT_BYTES_MAX] bytes.
    public Bytes seal(byte[] plain) {
        if (plain.length < 1 || plain.length > PLAINTEXT_BYTES_MAX) {
            throw new IllegalArgumentException("bytes=" + plain.length + " allowed=1.." + PLAINTEXT_BYTES_MAX);
        }
        Workspace workspace = workspaces.borrow();
        try {
            int packed = Compression.compress(settings.codec(), plain, plain.length, workspace.packed);
            boolean shrunk = packed != Compression.NOT_POSSIBLE;
            byte[] header = header(shrunk ? settings.codec() : FrameCodec.NONE, plain.length);
            byte[] bytes = shrunk ? workspace.packed : plain;
            int length = shrunk ? packed : plain.length;
            if (settings.cipher() == FrameCipher.AES_256_GCM) {
                length = workspace.gcm.seal(gcmKey(keys.newest(), header), bytes, length, workspace.sealed);
                bytes = workspace.sealed;
            }
            ByteBuffer sealed = ByteBuffer.allocate(HEADER_BYTES + length + CRC_BYTES);
            sealed.put(header).put(bytes, 0, length);
            sealed.putInt(Checksums.crc32c(sealed.array(), 0, sealed.position()));
            return Bytes.copyOf(sealed.array());
        } finally {
            workspaces.giveBack(workspace);
        }
    }

    /// Opens a value.
    public byte[] open(Bytes sealed) throws SealingException {
        String subject = "inline value volume=" + settings.volume().value();
        byte[] all = sealed.toArray();
        ByteBuffer bytes = ByteBuffer.wrap(all);
        checkWhole(all, subject);
        FrameCodec codec = FrameCodec.numbered(bytes.get(3), subject);
        FrameCipher cipher = FrameCipher.numbered(bytes.get(4), subject);
        int plainBytes = bytes.getInt(12);
        int length = all.length - HEADER_BYTES - CRC_BYTES;
        if (cipher != settings.cipher()
                || plainBytes < 1
                || plainBytes > PLAINTEXT_BYTES_MAX
                || length > plainBytes + cipher.tagBytes()
                || length <= cipher.tagBytes()) {
            throw new CorruptObjectException(
                    subject, "cipher=" + cipher.label() + " plainBytes=" + plainBytes + " bytes=" + length, null);
        }
        Workspace workspace = workspaces.borrow();
        try {
            byte[] packed = Arrays.copyOfRange(all, HEADER_BYTES, HEADER_BYTES + length);
            if (cipher == FrameCipher.AES_256_GCM) {
                VolumeKey key = keys.of(bytes.getInt(8), subject);
                length = unseal(gcmKey(key, Arrays.copyOf(all, HEADER_BYTES)), packed, workspace, subject);
                packed = workspace.packed;
            }
            return unpack(codec, packed, length, plainBytes, workspace, subject);
        } finally {
            workspaces.giveBack(workspace);
        }
    }

    private byte[] header(FrameCodec codec, int plainBytes) {
        byte[] salt = new byte[ObjectHeader.SALT_BYTES];
        random.nextBytes(salt);
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        header.putShort(MAGIC).put((byte) VERSION).put((byte) codec.number());
        header.put((byte) settings.cipher().number()).put(new byte[3]);
        header.putInt(settings.cipher() == FrameCipher.NONE ? 0 : keys.newest().generation());
        return header.putInt(plainBytes).put(salt).array();
    }

    private Gcm.GcmKey gcmKey(VolumeKey key, byte[] header) {
        byte[] salt = Arrays.copyOfRange(header, SALT_OFFSET, SALT_OFFSET + ObjectHeader.SALT_BYTES);
        return new Gcm.GcmKey(Hkdf.inlineKey(key, salt, settings.volume().value()), Gcm.nonce(0), header, NO_MORE_AAD);
    }

    private static void checkWhole(byte[] all, String subject) throws SealingException {
        ByteBuffer bytes = ByteBuffer.wrap(all);
        int length = all.length;
        if (length <= HEADER_BYTES + CRC_BYTES || length > PLAINTEXT_BYTES_MAX + OVERHEAD_BYTES_MAX) {
            throw new CorruptObjectException(subject, "impossible length: bytes=" + length, null);
        }
        if (bytes.getShort(0) != MAGIC) {
            throw new CorruptObjectException(subject, "it does not begin with the magic of an inline value", null);
        }
        if (Checksums.crc32c(all, 0, length - CRC_BYTES) != bytes.getInt(length - CRC_BYTES)) {
            throw new CorruptObjectException(subject, "checksum", null);
        }
        if (bytes.get(2) != VERSION) {
            throw new UnsupportedFormatException(subject, "inline value version=" + bytes.get(2));
        }
    }

    private static int unseal(Gcm.GcmKey key, byte[] sealed, Workspace workspace, String subject)
            throws CorruptObjectException {
        try {
            return workspace.gcm.open(key, sealed, sealed.length, workspace.packed);
        } catch (AEADBadTagException e) {
            throw new CorruptObjectException(subject, "authentication tag", e);
        }
    }

    private static byte[] unpack(
            FrameCodec codec, byte[] packed, int length, int plainBytes, Workspace workspace, String subject)
            throws SealingException {
        boolean stored = codec == FrameCodec.NONE;
        int plain = stored ? length : Compression.decompress(codec, packed, length, workspace.plain);
        if (plain != plainBytes) {
            throw new CorruptObjectException(subject, "it does not decompress: codec=" + codec.label(), null);
        }
        return Arrays.copyOf(stored ? packed : workspace.plain, plainBytes);
    }
}
