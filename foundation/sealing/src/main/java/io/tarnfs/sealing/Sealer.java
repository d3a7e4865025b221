// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import io.tarnfs.model.identity.ObjectId;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/// Seals plaintext into objects of format v1, which [ObjectHeader] draws. Safe for threads; never
/// waits.
///
/// Each sealing draws a new salt and so has a key of its own: the same key and nonce never meet two
/// plaintexts, even if an object id comes up twice because a service was restored from a backup.
public final class Sealer {
    private final SealingSettings settings;
    private final KeyRing keys;
    private final SecureRandom random;
    private final Pool<Workspace> workspaces = Workspace.pool();

    /// The codec is loaded here, see [FrameCodec#require].
    ///
    /// @param keys   the newest one seals; not closed here. [KeyRing#empty()] with cipher none
    /// @param random draws salts
    public Sealer(SealingSettings settings, KeyRing keys, SecureRandom random) {
        settings.requireCodec();
        this.settings = settings;
        this.keys = keys;
        this.random = random;
    }

    /// Returns how large the target of a sealing must be, whatever the bytes are.
    public static long sealedBytesMax(int parts, long plaintextBytes) {
        long frames = Math.ceilDiv(plaintextBytes, ObjectHeader.FRAME_BYTES);
        return fixedBytes(parts)
                + frames * (ObjectHeader.FRAME_ENTRY_BYTES + FrameCipher.AES_256_GCM.tagBytes())
                + ObjectHeader.CRC_BYTES
                + plaintextBytes;
    }

    /// Seals an object.
    ///
    /// @param parts     whose bytes they are; their lengths add up to those of `plaintext`
    /// @param plaintext the bytes, in pieces that follow each other; must not change meanwhile
    /// @param target    at least [#sealedBytesMax] bytes
    public SealedObject seal(ObjectId object, List<Part> parts, List<MemorySegment> plaintext, MemorySegment target) {
        long plaintextBytes =
                plaintext.stream().mapToLong(MemorySegment::byteSize).sum();
        check(parts, plaintextBytes, target);
        byte[] fixed = fixedHeader(object, parts, plaintextBytes);
        Workspace workspace = workspaces.borrow();
        try {
            Sealing sealing = new Sealing(fixed, key(object, fixed), workspace, target);
            return sealing.frames(new Scatter(plaintext), plaintextBytes);
        } finally {
            workspaces.giveBack(workspace);
        }
    }

    private static int fixedBytes(int parts) {
        return ObjectHeader.PARTS_OFFSET + parts * ObjectHeader.PART_BYTES + 4 + ObjectHeader.CRC_BYTES;
    }

    private static void check(List<Part> parts, long plaintextBytes, MemorySegment target) {
        long inParts = parts.stream().mapToLong(Part::length).sum();
        if (parts.isEmpty() || parts.size() > ObjectHeader.PARTS_MAX || inParts != plaintextBytes) {
            throw new IllegalArgumentException(
                    "parts=" + parts.size() + " bytesInParts=" + inParts + " plaintextBytes=" + plaintextBytes);
        }
        if (plaintextBytes > ObjectHeader.PLAINTEXT_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "plaintextBytes=" + plaintextBytes + " allowed=" + ObjectHeader.PLAINTEXT_BYTES_MAX);
        }
        if (target.byteSize() < sealedBytesMax(parts.size(), plaintextBytes)) {
            throw new IllegalArgumentException("the target is too small: bytes=" + target.byteSize() + " needed="
                    + sealedBytesMax(parts.size(), plaintextBytes));
        }
    }

    private byte[] fixedHeader(ObjectId object, List<Part> parts, long plaintextBytes) {
        byte[] salt = new byte[ObjectHeader.SALT_BYTES];
        random.nextBytes(salt);
        ByteBuffer header = ByteBuffer.allocate(fixedBytes(parts.size()));
        header.putInt(ObjectHeader.MAGIC).putShort((short) ObjectHeader.VERSION);
        header.put((byte) settings.codec().number());
        header.put((byte) settings.cipher().number());
        header.putInt(header.capacity());
        header.putInt((int) Math.ceilDiv(plaintextBytes, ObjectHeader.FRAME_BYTES));
        header.putLong(settings.volume().value()).putLong(object.value()).put(salt);
        header.putInt(generation()).putInt(parts.size()).putLong(plaintextBytes);
        for (Part part : parts) {
            header.putLong(part.inode().value()).putLong(part.block());
            header.putInt(part.offset()).putInt(part.length());
        }
        header.putInt(0);
        header.putInt(Checksums.crc32c(header.array(), 0, header.position()));
        return header.array();
    }

    private int generation() {
        return switch (settings.cipher()) {
            case NONE -> 0;
            case AES_256_GCM -> keys.newest().generation();
        };
    }

    private @Nullable SecretKey key(ObjectId object, byte[] fixed) {
        return switch (settings.cipher()) {
            case NONE -> null;
            case AES_256_GCM -> {
                byte[] salt = new byte[ObjectHeader.SALT_BYTES];
                System.arraycopy(fixed, ObjectHeader.SALT_OFFSET, salt, 0, salt.length);
                yield Hkdf.objectKey(keys.newest(), salt, settings.volume().value(), object.value());
            }
        };
    }

    /// One object on its way.
    private final class Sealing {
        private final byte[] fixed;
        private final @Nullable SecretKey key;
        private final Workspace workspace;
        private final MemorySegment target;

        Sealing(byte[] fixed, @Nullable SecretKey key, Workspace workspace, MemorySegment target) {
            this.fixed = fixed;
            this.key = key;
            this.workspace = workspace;
            this.target = target;
        }

        SealedObject frames(Scatter plaintext, long plaintextBytes) {
            int count = (int) Math.ceilDiv(plaintextBytes, ObjectHeader.FRAME_BYTES);
            ByteBuffer table = ByteBuffer.allocate(count * ObjectHeader.FRAME_ENTRY_BYTES + ObjectHeader.CRC_BYTES);
            int headerBytes = fixed.length + table.capacity();
            long at = headerBytes;
            for (int frame = 0; frame < count; frame++) {
                int plain = (int)
                        Math.min(ObjectHeader.FRAME_BYTES, plaintextBytes - (long) frame * ObjectHeader.FRAME_BYTES);
                plaintext.next(workspace.plain, plain);
                at += frame(frame, plain, at, table);
            }
            table.putInt(Checksums.crc32c(table.array(), 0, table.position()));
            MemorySegment.copy(fixed, 0, target, ValueLayout.JAVA_BYTE, 0, fixed.length);
            MemorySegment.copy(table.array(), 0, target, ValueLayout.JAVA_BYTE, fixed.length, table.capacity());
            return new SealedObject(target.asSlice(0, at), headerBytes);
        }

        /// @return the frame's length in the object
        private int frame(int frame, int plainBytes, long at, ByteBuffer table) {
            int packed = Compression.compress(settings.codec(), workspace.plain, plainBytes, workspace.packed);
            boolean stored = packed == Compression.NOT_POSSIBLE;
            byte[] bytes = stored ? workspace.plain : workspace.packed;
            int length = stored ? plainBytes : packed;
            if (key != null) {
                byte[] aad = Workspace.frameAad(frame, stored, plainBytes);
                length = workspace.gcm.seal(
                        new Gcm.GcmKey(key, Gcm.nonce(frame), fixed, aad), bytes, length, workspace.sealed);
                bytes = workspace.sealed;
            }
            MemorySegment.copy(bytes, 0, target, ValueLayout.JAVA_BYTE, at, length);
            table.putInt(stored ? length | ObjectHeader.STORED_FLAG : length);
            table.putInt(Checksums.crc32c(bytes, 0, length));
            return length;
        }
    }

    /// Reads pieces as if they were one.
    private static final class Scatter {
        private final List<MemorySegment> pieces;
        private int piece;
        private long offset;

        Scatter(List<MemorySegment> pieces) {
            this.pieces = pieces;
        }

        void next(byte[] target, int length) {
            int done = 0;
            while (done < length) {
                MemorySegment current = pieces.get(piece);
                int count = (int) Math.min(length - done, current.byteSize() - offset);
                MemorySegment.copy(current, ValueLayout.JAVA_BYTE, offset, target, done, count);
                done += count;
                offset += count;
                if (offset == current.byteSize()) {
                    piece++;
                    offset = 0;
                }
            }
        }
    }
}
