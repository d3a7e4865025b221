// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.metadata.checkpoint.MapKind;
import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/// A codec put together from its parts.
///
/// @param bound  an upper bound of the bytes
/// @param heap   roughly the heap of a value, in bytes
/// @param writer writes a value
/// @param reader reads what the writer wrote
record Layout<T>(
        ToIntFunction<T> bound, ToIntFunction<T> heap, BiConsumer<T, ByteBuffer> writer, Function<ByteBuffer, T> reader)
        implements MapKind.Codec<T> {
    @Override
    public int sizeMax(T value) {
        return bound.applyAsInt(value);
    }

    @Override
    public void write(T value, ByteBuffer target) {
        writer.accept(value, target);
    }

    @Override
    public T read(ByteBuffer source) {
        return reader.apply(source);
    }

    @Override
    public int heapBytes(T value) {
        return heap.applyAsInt(value);
    }
}
