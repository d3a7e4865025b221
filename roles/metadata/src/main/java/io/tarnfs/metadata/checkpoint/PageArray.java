// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/// The keys or the values of a page as MVStore stores them: a checked array.
///
/// ```
///  | bytes n (varint) | n bytes: the items | CRC32C of the n bytes |
/// ```
///
/// Writing is done by the writer thread only, reading by any.
abstract class PageArray<T> extends BasicDataType<T> {
    private static final int SCRATCH_BYTES = 8192;

    private final MapKind<?, ?> kind;
    private final MapKind.Codec<T> codec;
    private ByteBuffer scratch = ByteBuffer.allocate(SCRATCH_BYTES);

    PageArray(MapKind<?, ?> kind, MapKind.Codec<T> codec) {
        this.kind = kind;
        this.codec = codec;
    }

    /// Puts the items into `target`, which [#roomFor] keeps large enough.
    abstract void writeItems(T[] items, int count);

    abstract void readItems(ByteBuffer source, T[] items, int count);

    final MapKind.Codec<T> codec() {
        return codec;
    }

    /// Returns the array being written, with room for `bytes` more.
    final ByteBuffer roomFor(int bytes) {
        if (scratch.remaining() < bytes) {
            int size = Math.addExact(scratch.position(), Math.max(bytes, scratch.position()));
            scratch = ByteBuffer.allocate(size).put(scratch.flip());
        }
        return scratch;
    }

    @Override
    public final void write(WriteBuffer buff, Object storage, int len) {
        scratch.clear();
        writeItems(cast(storage), len);
        scratch.flip();
        buff.putVarInt(scratch.remaining());
        int crc = crc(scratch);
        buff.put(scratch);
        buff.putInt(crc);
    }

    @Override
    public final void read(ByteBuffer buff, Object storage, int len) {
        int bytes = DataUtils.readVarInt(buff);
        if (bytes < 0 || bytes > buff.remaining() - Integer.BYTES) {
            throw damaged("its length is wrong: bytes=" + bytes);
        }
        ByteBuffer items = buff.slice(buff.position(), bytes);
        buff.position(buff.position() + bytes);
        if (buff.getInt() != crc(items)) {
            throw damaged("its checksum is wrong: bytes=" + bytes);
        }
        readItems(items, cast(storage), len);
        if (items.hasRemaining()) {
            throw damaged("its items end early: bytesLeft=" + items.remaining());
        }
    }

    final RuntimeException damaged(String finding) {
        IOException cause = new DamagedCheckpointException(
                BlockFile.FILE, 0, "a page of map " + kind.name() + " has an array that is wrong: " + finding, null);
        return DataUtils.newMVStoreException(DataUtils.ERROR_FILE_CORRUPT, "{0}", finding, cause);
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }

    @Override
    public final int getMemory(T item) {
        return codec.heapBytes(item);
    }

    @Override
    @SuppressWarnings("unchecked")
    public final T[] createStorage(int size) {
        return (T[]) new Object[size];
    }

    @Override
    public final void write(WriteBuffer buff, T item) {
        throw new UnsupportedOperationException("items are written as arrays");
    }

    @Override
    public final T read(ByteBuffer buff) {
        throw new UnsupportedOperationException("items are read as arrays");
    }

    /// Keys: each as the count of first bytes that it shares with the one before (varint), the count of the
    /// others (varint), and these.
    static final class Keys<K> extends PageArray<K> {
        private static final int VARINT_BYTES_MAX = 5;
        private static final int KEY_BYTES_USUAL = 64;

        private final MapKind<K, ?> kind;
        private ByteBuffer before = ByteBuffer.allocate(KEY_BYTES_USUAL);
        private ByteBuffer key = ByteBuffer.allocate(KEY_BYTES_USUAL);

        Keys(MapKind<K, ?> kind) {
            super(kind, kind.keys());
            this.kind = kind;
        }

        @Override
        public int compare(K a, K b) {
            return kind.order().compare(a, b);
        }

        @Override
        void writeItems(K[] items, int count) {
            before.clear().limit(0);
            for (int i = 0; i < count; i++) {
                encode(items[i]);
                int mismatch = key.mismatch(before);
                int shared = mismatch < 0 ? key.limit() : mismatch;
                ByteBuffer target = roomFor(2 * VARINT_BYTES_MAX + key.limit());
                putVarInt(target, shared);
                putVarInt(target, key.limit() - shared);
                target.put(key.slice(shared, key.limit() - shared));
                ByteBuffer swapped = before;
                before = key;
                key = swapped;
            }
        }

        private void encode(K item) {
            int size = codec().sizeMax(item);
            key = key.capacity() < size ? ByteBuffer.allocate(size) : key.clear();
            codec().write(item, key);
            key.flip();
        }

        @Override
        void readItems(ByteBuffer source, K[] items, int count) {
            byte[] bytes = new byte[KEY_BYTES_USUAL];
            int length = 0;
            for (int i = 0; i < count; i++) {
                int shared = DataUtils.readVarInt(source);
                int others = DataUtils.readVarInt(source);
                if (shared < 0 || shared > length || others < 0 || others > source.remaining()) {
                    throw damaged("a key's lengths are wrong: shared=" + shared + " others=" + others);
                }
                length = shared + others;
                if (length > bytes.length) {
                    bytes = Arrays.copyOf(bytes, 2 * length);
                }
                source.get(bytes, shared, others);
                ByteBuffer whole = ByteBuffer.wrap(bytes, 0, length);
                items[i] = codec().read(whole);
                if (whole.hasRemaining()) {
                    throw damaged("a key is longer than its codec reads: bytesLeft=" + whole.remaining());
                }
            }
        }

        private static void putVarInt(ByteBuffer target, int value) {
            int rest = value;
            while ((rest & ~0x7f) != 0) {
                target.put((byte) (rest | 0x80));
                rest >>>= 7;
            }
            target.put((byte) rest);
        }
    }

    /// Values, one behind the other.
    static final class Values<V> extends PageArray<V> {
        Values(MapKind<?, V> kind) {
            super(kind, kind.values());
        }

        @Override
        void writeItems(V[] items, int count) {
            for (int i = 0; i < count; i++) {
                codec().write(items[i], roomFor(codec().sizeMax(items[i])));
            }
        }

        @Override
        void readItems(ByteBuffer source, V[] items, int count) {
            for (int i = 0; i < count; i++) {
                items[i] = codec().read(source);
            }
        }
    }
}
