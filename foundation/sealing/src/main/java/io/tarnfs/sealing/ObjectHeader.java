// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.ObjectId;
import io.tarnfs.model.identity.VolumeId;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// The beginning of a sealed object: what it is, and where its frames are. Immutable.
///
/// ```
/// fixed header, 72 + 24 P + T bytes
///      0   4  magic "TRNO"
///      4   2  version, 1
///      6   1  codec number
///      7   1  cipher number
///      8   4  H, length of the fixed header
///     12   4  F, frame count
///     16   8  volume id
///     24   8  object id
///     32  16  salt, random for each sealing
///     48   4  key generation; 0 with cipher none
///     52   4  P, part count, at least 1
///     56   8  plaintext length, at least 1, the sum of the parts' lengths
///     64  24  P times: inode 8, block 8, offset in the block 4, length 4
///  H-8-T   4  T, length of the tail; 0 in what we write
///  H-4-T   T  tail: fields of later writers, kept and skipped
///    H-4   4  CRC32C of bytes 0 to H-4
/// frame table, 8 F + 4 bytes
///      0   8  F times: stored flag 1 bit, stored length 31 bits; CRC32C of the stored bytes 4
///     8F   4  CRC32C of the entries
/// frames, one after the other
/// ```
/// Frame n holds the plaintext bytes from n times 131,072 on, at most 131,072 of them. The stored flag
/// says that they are not compressed. Version, H and F lie where they are in every later version too,
/// and so do the two checksums, so that damage is told from age.
///
/// The header together with the frame table is what the metadata keeps as the *header length* of an
/// object.
public final class ObjectHeader {
    /// Plaintext bytes in a frame: a random read of 64 KiB opens one frame in about 30 us, and against
    /// whole blocks of 4 MiB the stored size grows by 1 to 3 percent with LZ4.
    public static final int FRAME_BYTES = 128 * 1024;

    /// Plaintext bytes in an object at most: eight of the largest blocks.
    public static final long PLAINTEXT_BYTES_MAX = 64L << 20;

    /// Parts in an object at most; with it a fixed header, which every frame authenticates, stays below
    /// 25 KiB.
    public static final int PARTS_MAX = 1_024;

    /// Fetching so many bytes brings the whole header of every object with one part, and no second
    /// round trip.
    public static final int FIRST_FETCH_BYTES = 8_192;

    static final int MAGIC = 0x54524E4F;
    static final int VERSION = 1;
    static final int SALT_BYTES = 16;
    static final int SALT_OFFSET = 32;
    static final int PARTS_OFFSET = 64;
    static final int PART_BYTES = 24;
    static final int FRAME_ENTRY_BYTES = 8;
    static final int CRC_BYTES = 4;
    static final int STORED_FLAG = 0x8000_0000;

    /// Tail of a later writer at most; a longer one is taken for damage.
    static final int TAIL_BYTES_MAX = 4_096;

    private static final int PROLOGUE_BYTES = 16;
    private static final int FIXED_BYTES_MIN = PARTS_OFFSET + PART_BYTES + 4 + CRC_BYTES;
    private static final int FIXED_BYTES_MAX = PARTS_OFFSET + PARTS_MAX * PART_BYTES + 4 + TAIL_BYTES_MAX + CRC_BYTES;
    private static final int FRAMES_MAX = (int) (PLAINTEXT_BYTES_MAX / FRAME_BYTES);

    private final byte[] fixed;
    private final int[] storedLengths;
    private final int[] storedCrcs;
    private final long[] frameOffsets;
    private final ObjectId object;
    private final VolumeId volume;
    private final FrameCodec codec;
    private final FrameCipher cipher;
    private final int keyGeneration;
    private final long plaintextBytes;
    private final List<Part> parts;

    /// What [#parse] finds in the first bytes of an object.
    public sealed interface Parsed {
        /// The header is whole and good.
        record Whole(ObjectHeader header) implements Parsed {}

        /// The header goes on behind the bytes given.
        ///
        /// @param bytes so many from the beginning of the object are needed, if it can be believed: an
        ///     object that ends before is damaged, which [#parseWhole] says
        record NeedsMore(int bytes) implements Parsed {}
    }

    /// Reads a header from the first bytes of an object.
    ///
    /// @param beginning bytes from the beginning of the object; more than the header does no harm
    /// @throws CorruptObjectException if it is damaged, or a good header of another object
    public static Parsed parse(VolumeId volume, ObjectId object, MemorySegment beginning) throws SealingException {
        ObjectSubject subject = new ObjectSubject(volume, object);
        if (beginning.byteSize() < PROLOGUE_BYTES) {
            return new Parsed.NeedsMore(FIRST_FETCH_BYTES);
        }
        int headerBytes = headerBytes(beginning, subject.toString());
        if (beginning.byteSize() < headerBytes) {
            return new Parsed.NeedsMore(headerBytes);
        }
        ObjectHeader header = decode(beginning, headerBytes, subject.toString());
        if (!header.volume.equals(volume) || !header.object.equals(object)) {
            throw new CorruptObjectException(subject.toString(), "it holds " + header.subject(), null);
        }
        return new Parsed.Whole(header);
    }

    /// Reads a header of which all bytes are at hand, as when the metadata knows its length.
    ///
    /// @throws CorruptObjectException also if the header is longer than what is given
    public static ObjectHeader parseWhole(VolumeId volume, ObjectId object, MemorySegment beginning)
            throws SealingException {
        return switch (parse(volume, object, beginning)) {
            case Parsed.Whole(ObjectHeader header) -> header;
            case Parsed.NeedsMore(int bytes) ->
                throw new CorruptObjectException(
                        new ObjectSubject(volume, object).toString(),
                        "its header is cut: bytes=" + beginning.byteSize() + " needed=" + bytes,
                        null);
        };
    }

    /// Reads a header of an object that nothing is known about, for salvage.
    ///
    /// @param where names the object in messages, for example its key
    public static ObjectHeader parseUnknown(String where, MemorySegment beginning) throws SealingException {
        if (beginning.byteSize() < PROLOGUE_BYTES) {
            throw new CorruptObjectException(where, "its header is cut: bytes=" + beginning.byteSize(), null);
        }
        int headerBytes = headerBytes(beginning, where);
        if (beginning.byteSize() < headerBytes) {
            throw new CorruptObjectException(
                    where, "its header is cut: bytes=" + beginning.byteSize() + " needed=" + headerBytes, null);
        }
        return decode(beginning, headerBytes, where);
    }

    /// Returns how many bytes from the beginning of an object bring its header and, however well they
    /// are compressed or not, all frames up to a plaintext offset: one request, when the header is not
    /// at hand.
    ///
    /// @param headerBytes  the header length that the metadata keeps
    /// @param plaintextEnd offset behind the last plaintext byte wanted
    public static long bytesToFetch(int headerBytes, long plaintextEnd) {
        int frames = Math.toIntExact(Math.ceilDiv(plaintextEnd, FRAME_BYTES));
        return headerBytes + (long) frames * (FRAME_BYTES + FrameCipher.AES_256_GCM.tagBytes());
    }

    /// Returns the id of the volume that the object belongs to.
    public VolumeId volume() {
        return volume;
    }

    /// Returns the object's id.
    public ObjectId object() {
        return object;
    }

    /// Returns the codec of the frames that are not stored as they are.
    public FrameCodec codec() {
        return codec;
    }

    /// Returns the cipher of all frames.
    public FrameCipher cipher() {
        return cipher;
    }

    /// Returns which volume key the object is sealed with; 0 without a cipher.
    public int keyGeneration() {
        return keyGeneration;
    }

    /// Returns the number of plaintext bytes.
    public long plaintextBytes() {
        return plaintextBytes;
    }

    /// Returns whose bytes they are, in order.
    public List<Part> parts() {
        return parts;
    }

    /// Returns the number of frames.
    public int frameCount() {
        return storedLengths.length;
    }

    /// Returns the bytes of header and frame table together: where the first frame begins.
    public int headerBytes() {
        return Math.toIntExact(frameOffsets[0]);
    }

    /// Returns the size that the stored object must have.
    public long objectBytes() {
        return frameOffsets[frameCount()];
    }

    /// Returns the frames that hold a range of the plaintext.
    ///
    /// @param length at least 1; the range ends within the plaintext
    public FrameRange framesOf(long plaintextOffset, long length) {
        if (plaintextOffset < 0 || length < 1 || plaintextOffset > plaintextBytes - length) {
            throw new IllegalArgumentException(
                    "plaintextOffset=" + plaintextOffset + " length=" + length + " plaintextBytes=" + plaintextBytes);
        }
        int first = (int) (plaintextOffset / FRAME_BYTES);
        int last = (int) ((plaintextOffset + length - 1) / FRAME_BYTES);
        return new FrameRange(first, last - first + 1);
    }

    /// Returns where frames lie in the stored object.
    public ByteRange bytesOf(FrameRange frames) {
        long begin = frameOffsets[frames.first()];
        return new ByteRange(begin, frameOffsets[frames.end()] - begin);
    }

    /// Returns how many plaintext bytes frames hold.
    public long plaintextBytesOf(FrameRange frames) {
        long begin = (long) frames.first() * FRAME_BYTES;
        return Math.min((long) frames.end() * FRAME_BYTES, plaintextBytes) - begin;
    }

    /// Returns the plaintext bytes of one frame; only the last can have fewer than [#FRAME_BYTES].
    public int plaintextBytesOf(int frame) {
        return (int) plaintextBytesOf(new FrameRange(frame, 1));
    }

    @Override
    public String toString() {
        return new ObjectSubject(volume, object) + " plaintextBytes=" + plaintextBytes + " codec=" + codec.label()
                + " cipher=" + cipher.label() + " keyGeneration=" + keyGeneration;
    }

    /// How messages name the object.
    String subject() {
        return new ObjectSubject(volume, object).toString();
    }

    /// The fixed header, not to be changed: what every frame authenticates.
    byte[] fixed() {
        return fixed;
    }

    byte[] salt() {
        byte[] salt = new byte[SALT_BYTES];
        System.arraycopy(fixed, SALT_OFFSET, salt, 0, SALT_BYTES);
        return salt;
    }

    int storedLength(int frame) {
        return storedLengths[frame] & ~STORED_FLAG;
    }

    boolean isStored(int frame) {
        return (storedLengths[frame] & STORED_FLAG) != 0;
    }

    int storedCrc(int frame) {
        return storedCrcs[frame];
    }

    long frameOffset(int frame) {
        return frameOffsets[frame];
    }

    private static int headerBytes(MemorySegment beginning, String subject) throws CorruptObjectException {
        ByteBuffer prologue =
                ByteBuffer.wrap(beginning.asSlice(0, PROLOGUE_BYTES).toArray(ValueLayout.JAVA_BYTE));
        if (prologue.getInt(0) != MAGIC) {
            throw new CorruptObjectException(subject, "it does not begin with the magic of an object", null);
        }
        int fixedBytes = prologue.getInt(8);
        int frames = prologue.getInt(12);
        if (fixedBytes < FIXED_BYTES_MIN || fixedBytes > FIXED_BYTES_MAX || frames < 1 || frames > FRAMES_MAX) {
            throw new CorruptObjectException(
                    subject, "impossible lengths: fixedHeader=" + fixedBytes + " frames=" + frames, null);
        }
        return fixedBytes + frames * FRAME_ENTRY_BYTES + CRC_BYTES;
    }

    private static ObjectHeader decode(MemorySegment beginning, int headerBytes, String subject)
            throws SealingException {
        byte[] all = beginning.asSlice(0, headerBytes).toArray(ValueLayout.JAVA_BYTE);
        ByteBuffer bytes = ByteBuffer.wrap(all);
        int fixedBytes = bytes.getInt(8);
        int tableBytes = bytes.getInt(12) * FRAME_ENTRY_BYTES;
        if (Checksums.crc32c(all, 0, fixedBytes - CRC_BYTES) != bytes.getInt(fixedBytes - CRC_BYTES)) {
            throw new CorruptObjectException(subject, "checksum of the fixed header", null);
        }
        if (Checksums.crc32c(all, fixedBytes, tableBytes) != bytes.getInt(fixedBytes + tableBytes)) {
            throw new CorruptObjectException(subject, "checksum of the frame table", null);
        }
        int version = bytes.getShort(4) & 0xFFFF;
        if (version != VERSION) {
            throw new UnsupportedFormatException(subject, "object format version=" + version);
        }
        return new ObjectHeader(bytes, fixedBytes, subject);
    }

    private ObjectHeader(ByteBuffer bytes, int fixedBytes, String subject) throws SealingException {
        this.fixed = new byte[fixedBytes];
        bytes.get(0, fixed);
        this.codec = FrameCodec.numbered(bytes.get(6), subject);
        this.cipher = FrameCipher.numbered(bytes.get(7), subject);
        this.plaintextBytes = bytes.getLong(56);
        this.keyGeneration = bytes.getInt(48);
        try {
            this.volume = new VolumeId(bytes.getLong(16));
            this.object = new ObjectId(bytes.getLong(24));
            this.parts = List.copyOf(parts(bytes, fixedBytes));
        } catch (IllegalArgumentException e) {
            throw new CorruptObjectException(subject, "a field of the header is out of range", e);
        }
        int frames = bytes.getInt(12);
        checkLengths(frames, subject);
        this.storedLengths = new int[frames];
        this.storedCrcs = new int[frames];
        this.frameOffsets = new long[frames + 1];
        readTable(bytes, fixedBytes, subject);
    }

    private static List<Part> parts(ByteBuffer bytes, int fixedBytes) {
        int count = bytes.getInt(52);
        if (count < 1 || count > PARTS_MAX) {
            throw new IllegalArgumentException("partCount=" + count);
        }
        int tailAt = PARTS_OFFSET + count * PART_BYTES;
        if (tailAt + 4 + CRC_BYTES > fixedBytes || bytes.getInt(tailAt) != fixedBytes - tailAt - 4 - CRC_BYTES) {
            throw new IllegalArgumentException("partCount=" + count + " fixedHeader=" + fixedBytes);
        }
        List<Part> parts = new ArrayList<>(count);
        for (int at = PARTS_OFFSET; at < tailAt; at += PART_BYTES) {
            InodeId inode = new InodeId(bytes.getLong(at));
            parts.add(new Part(inode, bytes.getLong(at + 8), bytes.getInt(at + 16), bytes.getInt(at + 20)));
        }
        return parts;
    }

    private void checkLengths(int frames, String subject) throws CorruptObjectException {
        long inParts = parts.stream().mapToLong(Part::length).sum();
        if (plaintextBytes != inParts || plaintextBytes > PLAINTEXT_BYTES_MAX) {
            throw new CorruptObjectException(
                    subject, "plaintextBytes=" + plaintextBytes + " but bytesInParts=" + inParts, null);
        }
        if (frames != Math.ceilDiv(plaintextBytes, FRAME_BYTES)) {
            throw new CorruptObjectException(
                    subject, "frames=" + frames + " do not hold plaintextBytes=" + plaintextBytes, null);
        }
    }

    private void readTable(ByteBuffer bytes, int tableAt, String subject) throws CorruptObjectException {
        int frames = storedLengths.length;
        frameOffsets[0] = tableAt + (long) frames * FRAME_ENTRY_BYTES + CRC_BYTES;
        for (int frame = 0; frame < frames; frame++) {
            storedLengths[frame] = bytes.getInt(tableAt + frame * FRAME_ENTRY_BYTES);
            storedCrcs[frame] = bytes.getInt(tableAt + frame * FRAME_ENTRY_BYTES + 4);
            int whole = (int) Math.min(FRAME_BYTES, plaintextBytes - (long) frame * FRAME_BYTES) + cipher.tagBytes();
            int stored = storedLength(frame);
            boolean possible = isStored(frame) ? stored == whole : stored > cipher.tagBytes() && stored < whole;
            if (!possible) {
                throw new CorruptObjectException(subject, frame, "impossible stored length=" + stored, null);
            }
            frameOffsets[frame + 1] = frameOffsets[frame] + stored;
        }
    }
}
