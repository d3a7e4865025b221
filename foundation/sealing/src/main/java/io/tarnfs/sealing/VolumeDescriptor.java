// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.VolumeId;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What salvage needs to know of a volume when its metadata is lost; stored beside its objects under
/// [ObjectKeys#descriptor], one more for each change of the key slots. The highest number counts.
///
/// ```
///      0   4  magic "TRNV"
///      4   2  version, 1
///      6   1  codec number
///      7   1  cipher number
///      8   4  length of the descriptor
///     12   4  block size, bytes
///     16   8  volume id
///     24   8  number of this descriptor
///     32   2  N, length of the name
///     34   2  S, slot count
///     36   N  name, UTF-8
///             S times: length of the slot 4, the slot
///          4  T, length of the tail; 0 in what we write
///          T  tail: fields of later writers, kept and skipped
///          4  CRC32C of all before
/// ```
///
/// @param number         1 or more; each change of the slots stores the next
/// @param name           of the volume, for people; at most [#NAME_BYTES_MAX] bytes of UTF-8
/// @param blockSizeBytes of the volume's files
/// @param keySlots       as [KeySlots#wrap] made them; none without encryption
public record VolumeDescriptor(
        long number, String name, int blockSizeBytes, SealingSettings settings, List<Bytes> keySlots) {
    /// As long as a file name.
    public static final int NAME_BYTES_MAX = 255;

    /// Ten people or machines with two key generations each, and room.
    public static final int SLOTS_MAX = 64;

    /// No descriptor is longer: fetch so many bytes.
    public static final int BYTES_MAX = 1 << 20;

    private static final int MAGIC = 0x54524E56;
    private static final int VERSION = 1;
    private static final int NAME_OFFSET = 36;
    private static final int CRC_BYTES = 4;
    private static final int BYTES_MIN = NAME_OFFSET + 4 + CRC_BYTES;

    /// Checks the ranges.
    public VolumeDescriptor {
        keySlots = List.copyOf(keySlots);
        if (number < 1 || blockSizeBytes < 1 || keySlots.size() > SLOTS_MAX) {
            throw new IllegalArgumentException(
                    "number=" + number + " blockSizeBytes=" + blockSizeBytes + " keySlots=" + keySlots.size());
        }
        int nameBytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (nameBytes > NAME_BYTES_MAX) {
            throw new IllegalArgumentException("nameBytes=" + nameBytes + " allowed=" + NAME_BYTES_MAX);
        }
    }

    /// Returns the bytes to store.
    public Bytes encode() {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        int length = BYTES_MIN
                + nameBytes.length
                + keySlots.stream().mapToInt(slot -> 4 + slot.length()).sum();
        ByteBuffer bytes = ByteBuffer.allocate(length);
        bytes.putInt(MAGIC).putShort((short) VERSION);
        bytes.put((byte) settings.codec().number()).put((byte) settings.cipher().number());
        bytes.putInt(length).putInt(blockSizeBytes);
        bytes.putLong(settings.volume().value()).putLong(number);
        bytes.putShort((short) nameBytes.length)
                .putShort((short) keySlots.size())
                .put(nameBytes);
        keySlots.forEach(slot -> bytes.putInt(slot.length()).put(slot.toArray()));
        bytes.putInt(0);
        bytes.putInt(Checksums.crc32c(bytes.array(), 0, bytes.position()));
        return Bytes.copyOf(bytes.array());
    }

    /// Reads a stored descriptor.
    ///
    /// @param where names it in messages, for example its key
    public static VolumeDescriptor decode(String where, Bytes stored) throws SealingException {
        byte[] all = stored.toArray();
        ByteBuffer bytes = ByteBuffer.wrap(all);
        if (all.length < BYTES_MIN || all.length > BYTES_MAX || bytes.getInt(0) != MAGIC) {
            throw new CorruptObjectException(where, "it is not a volume descriptor: bytes=" + all.length, null);
        }
        if (Checksums.crc32c(all, 0, all.length - CRC_BYTES) != bytes.getInt(all.length - CRC_BYTES)) {
            throw new CorruptObjectException(where, "checksum", null);
        }
        if (bytes.getShort(4) != VERSION) {
            throw new UnsupportedFormatException(where, "volume descriptor version=" + bytes.getShort(4));
        }
        FrameCodec codec = FrameCodec.numbered(bytes.get(6), where);
        FrameCipher cipher = FrameCipher.numbered(bytes.get(7), where);
        try {
            SealingSettings settings = new SealingSettings(new VolumeId(bytes.getLong(16)), codec, cipher);
            return decodeBody(bytes, settings);
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw new CorruptObjectException(where, "a field is out of range", e);
        }
    }

    private static VolumeDescriptor decodeBody(ByteBuffer bytes, SealingSettings settings)
            throws CharacterCodingException {
        int end = bytes.capacity() - CRC_BYTES;
        byte[] name = take(bytes.position(NAME_OFFSET), bytes.getShort(32) & 0xFFFF, end);
        List<Bytes> slots = new ArrayList<>();
        int slotCount = bytes.getShort(34) & 0xFFFF;
        for (int i = 0; i < slotCount; i++) {
            slots.add(Bytes.copyOf(take(bytes, takeInt(bytes, end), end)));
        }
        take(bytes, takeInt(bytes, end), end);
        if (bytes.position() != end || bytes.getInt(8) != bytes.capacity()) {
            throw new IllegalArgumentException("length=" + bytes.getInt(8) + " read=" + bytes.position());
        }
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(name))
                .toString();
        return new VolumeDescriptor(bytes.getLong(24), text, bytes.getInt(12), settings, slots);
    }

    private static int takeInt(ByteBuffer bytes, int end) {
        if (end - bytes.position() < 4) {
            throw new IllegalArgumentException("it is cut: at=" + bytes.position());
        }
        return bytes.getInt();
    }

    private static byte[] take(ByteBuffer bytes, int length, int end) {
        int at = bytes.position();
        if (length < 0 || length > end - at) {
            throw new IllegalArgumentException("it is cut: at=" + at + " length=" + length);
        }
        byte[] taken = new byte[length];
        bytes.get(taken);
        return taken;
    }
}
