// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.checkpoint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;

/// Kinds of records for tests.
final class Kinds {
    /// A key as those of names: long parts in common, then others.
    record Entry(long volume, long parent, String name) {}

    static final MapKind<Long, String> TEXTS = new MapKind<>("texts", Comparator.naturalOrder(), longs(), texts());

    static final MapKind<Entry, Long> ENTRIES = new MapKind<>(
            "entries",
            Comparator.comparingLong(Entry::volume)
                    .thenComparingLong(Entry::parent)
                    .thenComparing(Entry::name),
            entries(),
            longs());

    private Kinds() {}

    private static MapKind.Codec<Long> longs() {
        return new MapKind.Codec<>() {
            @Override
            public int sizeMax(Long value) {
                return Long.BYTES;
            }

            @Override
            public void write(Long value, ByteBuffer target) {
                target.putLong(value);
            }

            @Override
            public Long read(ByteBuffer source) {
                return source.getLong();
            }

            @Override
            public int heapBytes(Long value) {
                return 16;
            }
        };
    }

    private static MapKind.Codec<String> texts() {
        return new MapKind.Codec<>() {
            @Override
            public int sizeMax(String value) {
                return Integer.BYTES + 3 * value.length();
            }

            @Override
            public void write(String value, ByteBuffer target) {
                byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
                target.putInt(bytes.length).put(bytes);
            }

            @Override
            public String read(ByteBuffer source) {
                byte[] bytes = new byte[source.getInt()];
                source.get(bytes);
                return new String(bytes, StandardCharsets.UTF_8);
            }

            @Override
            public int heapBytes(String value) {
                return 40 + value.length();
            }
        };
    }

    private static MapKind.Codec<Entry> entries() {
        MapKind.Codec<String> names = texts();
        return new MapKind.Codec<>() {
            @Override
            public int sizeMax(Entry value) {
                return 2 * Long.BYTES + names.sizeMax(value.name());
            }

            @Override
            public void write(Entry value, ByteBuffer target) {
                target.putLong(value.volume()).putLong(value.parent());
                names.write(value.name(), target);
            }

            @Override
            public Entry read(ByteBuffer source) {
                return new Entry(source.getLong(), source.getLong(), names.read(source));
            }

            @Override
            public int heapBytes(Entry value) {
                return 32 + names.heapBytes(value.name());
            }
        };
    }
}
