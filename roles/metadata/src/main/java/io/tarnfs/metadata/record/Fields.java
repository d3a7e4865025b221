// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.ObjectId;
import io.tarnfs.model.identity.Sequence;
import io.tarnfs.model.identity.SessionId;
import io.tarnfs.model.identity.VolumeId;
import io.tarnfs.model.namespace.Name;
import io.tarnfs.model.time.Timestamp;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// The fields that records are made of.
///
/// ```
/// unsigned   7 bits a byte, low bits first, bit 7 set on all but the last (LEB128); 1 to 10 bytes
/// signed     unsigned of (v << 1) ^ (v >> 63): small numbers of both signs are short
/// ordered    count of bytes n (1 byte, 0 to 8), then n bytes, highest first: sorts as bytes
/// bytes      length (unsigned), then the bytes
/// text       bytes, in UTF-8
/// timestamp  seconds (signed), nanoseconds (unsigned)
/// ```
final class Fields {
    /// An unsigned field needs at most this many bytes, and so does an ordered one.
    static final int NUMBER_MAX = 10;

    /// A timestamp needs at most this many bytes.
    static final int TIMESTAMP_MAX = 15;

    /// Volumes are few: their ids are shared instead of made anew for each key that is read.
    private static final VolumeId[] VOLUMES = sharedVolumes(256);

    private Fields() {}

    private static VolumeId[] sharedVolumes(int count) {
        VolumeId[] shared = new VolumeId[count];
        for (int i = 0; i < count; i++) {
            shared[i] = new VolumeId(i);
        }
        return shared;
    }

    static void putUnsigned(ByteBuffer target, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            target.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        target.put((byte) rest);
    }

    static long getUnsigned(ByteBuffer source) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = source.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalStateException("a number is longer than 10 bytes: position=" + source.position());
    }

    static int getInt(ByteBuffer source) {
        return Math.toIntExact(getUnsigned(source));
    }

    static void putSigned(ByteBuffer target, long value) {
        putUnsigned(target, (value << 1) ^ (value >> 63));
    }

    static long getSigned(ByteBuffer source) {
        long value = getUnsigned(source);
        return (value >>> 1) ^ -(value & 1);
    }

    static void putOrdered(ByteBuffer target, long value) {
        int count = (64 - Long.numberOfLeadingZeros(value) + 7) >>> 3;
        target.put((byte) count);
        for (int shift = (count - 1) << 3; shift >= 0; shift -= 8) {
            target.put((byte) (value >>> shift));
        }
    }

    static long getOrdered(ByteBuffer source) {
        int count = source.get();
        if (count < 0 || count > 8) {
            throw new IllegalStateException("an ordered number has 0 to 8 bytes: count=" + count);
        }
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 8 | (source.get() & 0xffL);
        }
        return value;
    }

    static void putVolume(ByteBuffer target, VolumeId volume) {
        putOrdered(target, volume.value());
    }

    static VolumeId getVolume(ByteBuffer source) {
        long value = getOrdered(source);
        return value >= 0 && value < VOLUMES.length ? VOLUMES[(int) value] : new VolumeId(value);
    }

    static void putInode(ByteBuffer target, InodeId inode) {
        putOrdered(target, inode.value());
    }

    static InodeId getInode(ByteBuffer source) {
        return new InodeId(getOrdered(source));
    }

    static void putObject(ByteBuffer target, ObjectId object) {
        putOrdered(target, object.value());
    }

    static ObjectId getObject(ByteBuffer source) {
        return new ObjectId(getOrdered(source));
    }

    static void putSession(ByteBuffer target, SessionId session) {
        putOrdered(target, session.value());
    }

    static SessionId getSession(ByteBuffer source) {
        return new SessionId(getOrdered(source));
    }

    static void putSequence(ByteBuffer target, Sequence sequence) {
        putUnsigned(target, sequence.value());
    }

    static Sequence getSequence(ByteBuffer source) {
        return new Sequence(getUnsigned(source));
    }

    static void putBytes(ByteBuffer target, Bytes bytes) {
        putUnsigned(target, bytes.length());
        byte[] copy = bytes.toArray();
        target.put(copy);
    }

    static Bytes getBytes(ByteBuffer source) {
        int length = getLength(source);
        if (length == 0) {
            return Bytes.EMPTY;
        }
        byte[] copy = new byte[length];
        source.get(copy);
        return Bytes.copyOf(copy);
    }

    /// Returns an upper bound of what [#putBytes] writes.
    static int sizeMax(Bytes bytes) {
        return 5 + bytes.length();
    }

    static void putName(ByteBuffer target, Name name) {
        target.put((byte) name.length());
        target.put(name.toBytes());
    }

    static Name getName(ByteBuffer source) {
        byte[] bytes = new byte[source.get() & 0xff];
        source.get(bytes);
        return Name.ofBytes(bytes);
    }

    static int sizeMax(Name name) {
        return 1 + name.length();
    }

    static void putText(ByteBuffer target, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        putUnsigned(target, bytes.length);
        target.put(bytes);
    }

    static String getText(ByteBuffer source) {
        byte[] bytes = new byte[getLength(source)];
        source.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static int sizeMax(String text) {
        return 5 + 3 * text.length();
    }

    static void putTimestamp(ByteBuffer target, Timestamp instant) {
        putSigned(target, instant.seconds());
        putUnsigned(target, instant.nanos());
    }

    static Timestamp getTimestamp(ByteBuffer source) {
        long seconds = getSigned(source);
        return new Timestamp(seconds, getInt(source));
    }

    static void putBoolean(ByteBuffer target, boolean value) {
        target.put((byte) (value ? 1 : 0));
    }

    static boolean getBoolean(ByteBuffer source) {
        return source.get() != 0;
    }

    /// Reads the version that a record begins with.
    ///
    /// @throws IllegalStateException if a newer build has changed what older fields mean
    static void expectVersion(ByteBuffer source, byte known, String record) {
        byte version = source.get();
        if (version != known) {
            throw new IllegalStateException("the " + record
                    + " record has a version that this build does not know: version=" + version + " known=" + known);
        }
    }

    /// Reads a length and refuses one that reaches behind the source, before memory is taken for it.
    private static int getLength(ByteBuffer source) {
        int length = getInt(source);
        if (length > source.remaining()) {
            throw new IllegalStateException(
                    "a length reaches behind its record: length=" + length + " remaining=" + source.remaining());
        }
        return length;
    }
}
