// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.checkpoint;

import java.nio.ByteBuffer;
import java.util.Comparator;

/// A kind of record: the name of its map, the order of its keys, and the bytes of both.
///
/// @param name   of the map on disk; never changes its meaning
/// @param order  of the keys
/// @param keys   the bytes of a key
/// @param values the bytes of a value
public record MapKind<K, V>(String name, Comparator<K> order, Codec<K> keys, Codec<V> values) {
    /// Writes and reads one type.
    public interface Codec<T> {
        /// Returns an upper bound of the bytes that [#write] needs.
        int sizeMax(T value);

        /// Writes at the buffer's position; big-endian.
        void write(T value, ByteBuffer target);

        /// Reads what [#write] wrote, and leaves the position behind it.
        T read(ByteBuffer source);

        /// Returns roughly how many bytes of heap a value takes, for the page cache.
        int heapBytes(T value);
    }
}
