// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import io.tarnfs.model.identity.ObjectId;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import javax.crypto.AEADBadTagException;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/// Opens frames of sealed objects of one volume. Safe for threads; never waits.
///
/// Bytes reach the target only after every check of their frame has passed. So a target never holds
/// wrong bytes; after an exception it holds the good frames before the bad one.
public final class Opener {
    private final SealingSettings settings;
    private final KeyRing keys;
    private final Pool<Workspace> workspaces = Workspace.pool();

    /// @param keys not closed here; [KeyRing#empty()] with cipher none
    public Opener(SealingSettings settings, KeyRing keys) {
        this.settings = settings;
        this.keys = keys;
    }

    /// Reads the header of an object from its first bytes, of which the whole header must be among.
    ///
    /// The answer may be kept: an object never changes.
    ///
    /// @param beginning at least as many bytes as the header length that the metadata keeps
    public ObjectHeader header(ObjectId object, MemorySegment beginning) throws SealingException {
        ObjectHeader header = ObjectHeader.parseWhole(settings.volume(), object, beginning);
        refuseOtherCipher(header);
        return header;
    }

    /// Opens frames that follow each other.
    ///
    /// @param sealed the bytes of [ObjectHeader#bytesOf], no more and no fewer
    /// @param target at least [ObjectHeader#plaintextBytesOf] bytes
    /// @return how many bytes were written to the beginning of `target`
    public long open(ObjectHeader header, FrameRange frames, MemorySegment sealed, MemorySegment target)
            throws SealingException {
        refuseOtherCipher(header);
        ByteRange range = header.bytesOf(frames);
        if (sealed.byteSize() != range.length()) {
            throw new CorruptObjectException(
                    header.subject(),
                    frames.first(),
                    "it is cut: bytes=" + sealed.byteSize() + " needed=" + range.length() + " frames=" + frames.count(),
                    null);
        }
        Workspace workspace = workspaces.borrow();
        try {
            SecretKey key = key(header);
            long written = 0;
            for (int frame = frames.first(); frame < frames.end(); frame++) {
                long at = header.frameOffset(frame) - range.offset();
                byte[] plain = open(header, frame, key, sealed.asSlice(at, header.storedLength(frame)), workspace);
                int length = header.plaintextBytesOf(frame);
                MemorySegment.copy(plain, 0, target, ValueLayout.JAVA_BYTE, written, length);
                written += length;
            }
            return written;
        } finally {
            workspaces.giveBack(workspace);
        }
    }

    private void refuseOtherCipher(ObjectHeader header) throws CorruptObjectException {
        if (header.cipher() != settings.cipher()) {
            throw new CorruptObjectException(
                    header.subject(),
                    "cipher=" + header.cipher().label() + " but its volume has "
                            + settings.cipher().label(),
                    null);
        }
        if (!header.volume().equals(settings.volume())) {
            throw new IllegalArgumentException(
                    header.subject() + " is not of volume=" + settings.volume().value());
        }
    }

    private @Nullable SecretKey key(ObjectHeader header) throws WrongKeyException {
        return switch (header.cipher()) {
            case NONE -> null;
            case AES_256_GCM -> {
                VolumeKey key = keys.of(header.keyGeneration(), header.subject());
                yield Hkdf.objectKey(
                        key,
                        header.salt(),
                        header.volume().value(),
                        header.object().value());
            }
        };
    }

    /// @return an array of the workspace that begins with the frame's plaintext
    private static byte[] open(
            ObjectHeader header, int frame, @Nullable SecretKey key, MemorySegment stored, Workspace workspace)
            throws SealingException {
        int length = header.storedLength(frame);
        byte[] sealed = workspace.sealed;
        MemorySegment.copy(stored, ValueLayout.JAVA_BYTE, 0, sealed, 0, length);
        if (Checksums.crc32c(sealed, 0, length) != header.storedCrc(frame)) {
            throw new CorruptObjectException(header.subject(), frame, "checksum of the stored bytes", null);
        }
        byte[] packed = sealed;
        if (key != null) {
            packed = workspace.packed;
            length = unseal(header, frame, key, workspace);
        }
        return header.isStored(frame) ? packed : unpack(header, frame, packed, length, workspace);
    }

    private static int unseal(ObjectHeader header, int frame, SecretKey key, Workspace workspace)
            throws CorruptObjectException {
        byte[] aad = Workspace.frameAad(frame, header.isStored(frame), header.plaintextBytesOf(frame));
        Gcm.GcmKey gcmKey = new Gcm.GcmKey(key, Gcm.nonce(frame), header.fixed(), aad);
        try {
            return workspace.gcm.open(gcmKey, workspace.sealed, header.storedLength(frame), workspace.packed);
        } catch (AEADBadTagException e) {
            throw new CorruptObjectException(header.subject(), frame, "authentication tag", e);
        }
    }

    private static byte[] unpack(ObjectHeader header, int frame, byte[] packed, int length, Workspace workspace)
            throws SealingException {
        int plain = Compression.decompress(header.codec(), packed, length, workspace.plain);
        if (plain != header.plaintextBytesOf(frame)) {
            throw new CorruptObjectException(
                    header.subject(),
                    frame,
                    "it does not decompress: codec=" + header.codec().label(),
                    null);
        }
        return workspace.plain;
    }
}
