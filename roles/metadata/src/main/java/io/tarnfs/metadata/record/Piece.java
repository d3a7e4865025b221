// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.ObjectId;
import java.nio.ByteBuffer;

/// A run of bytes inside one block, as the block's record holds it.
///
/// ```
/// offset | length                                (unsigned)
/// 1 | object (ordered) | header length | offset  (unsigned)   of bytes in an object
/// 2 | sealed (bytes) | offset (unsigned)                      of an inline value
/// ```
///
/// @param offset of the first byte within the block
/// @param length in bytes, at least 1
/// @param source where the bytes come from
public record Piece(int offset, int length, Source source) {
    public Piece {
        if (offset < 0 || length < 1) {
            throw new IllegalArgumentException("offset=" + offset + " length=" + length);
        }
    }

    /// Where the bytes of a piece come from.
    public sealed interface Source {
        /// Returns the same source, `count` bytes further on.
        Source skip(int count);
    }

    /// Bytes of an object. The salt of its key is that of its id range, and not repeated here.
    ///
    /// @param object       the object
    /// @param headerLength bytes of header and frame table at its start
    /// @param offset       of the piece's first byte in the plain content
    public record InObject(ObjectId object, int headerLength, long offset) implements Source {
        @Override
        public Source skip(int count) {
            return new InObject(object, headerLength, offset + count);
        }
    }

    /// Bytes of a sealed value kept here.
    ///
    /// @param sealed as the client made it
    /// @param offset of the piece's first byte in the plain value
    public record Inline(Bytes sealed, int offset) implements Source {
        @Override
        public Source skip(int count) {
            return new Inline(sealed, offset + count);
        }
    }

    /// Returns the offset within the block of the first byte behind the piece.
    public int end() {
        return offset + length;
    }

    /// Returns the part of this piece from `from` to `to`, offsets within the block; it must not be empty.
    public Piece part(int from, int to) {
        return new Piece(from, to - from, from == offset ? source : source.skip(from - offset));
    }

    int sizeMax() {
        return switch (source) {
            case InObject _ -> 45;
            case Inline inline -> 30 + inline.sealed.length();
        };
    }

    int heapBytes() {
        return switch (source) {
            case InObject _ -> 80;
            case Inline inline -> 80 + inline.sealed.length();
        };
    }

    void write(ByteBuffer target) {
        Fields.putUnsigned(target, offset);
        Fields.putUnsigned(target, length);
        switch (source) {
            case InObject stored -> {
                target.put((byte) 1);
                Fields.putObject(target, stored.object);
                Fields.putUnsigned(target, stored.headerLength);
                Fields.putUnsigned(target, stored.offset);
            }
            case Inline inline -> {
                target.put((byte) 2);
                Fields.putBytes(target, inline.sealed);
                Fields.putUnsigned(target, inline.offset);
            }
        }
    }

    static Piece read(ByteBuffer source) {
        int offset = Fields.getInt(source);
        int length = Fields.getInt(source);
        byte kind = source.get();
        return switch (kind) {
            case 1 -> {
                ObjectId object = Fields.getObject(source);
                int headerLength = Fields.getInt(source);
                yield new Piece(offset, length, new InObject(object, headerLength, Fields.getUnsigned(source)));
            }
            case 2 -> {
                Bytes sealed = Fields.getBytes(source);
                yield new Piece(offset, length, new Inline(sealed, Fields.getInt(source)));
            }
            default -> throw new IllegalStateException("no piece is of this kind: kind=" + kind);
        };
    }
}
