// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.handler;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A name of a directory entry or of an extended attribute: bytes, not characters; immutable.
///
/// At most 255 bytes, not empty, without NUL. The engine has checked that the name of a dentry has no `/`; `.` and
/// `..` come only with LOOKUP (see [NameCalls#lookup]).
public final class FuseName {
    /// Longest name in bytes (NAME_MAX of the kernel).
    public static final int LENGTH_MAX = 255;

    private final byte[] bytes;

    private FuseName(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Takes a copy of the bytes.
    ///
    /// @throws IllegalArgumentException if they are not a name as drawn above
    public static FuseName of(byte[] bytes) {
        return checked(bytes.clone());
    }

    /// Takes a copy of all bytes of a segment.
    ///
    /// @throws IllegalArgumentException if they are not a name as drawn above
    public static FuseName of(MemorySegment bytes) {
        return checked(bytes.toArray(ValueLayout.JAVA_BYTE));
    }

    private static FuseName checked(byte[] bytes) {
        if (bytes.length == 0 || bytes.length > LENGTH_MAX) {
            throw new IllegalArgumentException("not a name: length=" + bytes.length);
        }
        for (byte b : bytes) {
            if (b == 0) {
                throw new IllegalArgumentException("not a name: NUL in it, length=" + bytes.length);
            }
        }
        return new FuseName(bytes);
    }

    /// Takes the UTF-8 bytes of a string.
    ///
    /// @throws IllegalArgumentException if they are not a name as drawn above
    public static FuseName of(String name) {
        return of(name.getBytes(StandardCharsets.UTF_8));
    }

    /// Returns the number of bytes.
    public int length() {
        return bytes.length;
    }

    /// Returns the byte at an index from 0.
    public byte at(int index) {
        return bytes[index];
    }

    /// Returns the bytes; a copy.
    public byte[] toBytes() {
        return bytes.clone();
    }

    /// Tells whether this is `.`.
    public boolean isSelf() {
        return bytes.length == 1 && bytes[0] == '.';
    }

    /// Tells whether this is `..`.
    public boolean isParent() {
        return bytes.length == 2 && bytes[0] == '.' && bytes[1] == '.';
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FuseName name && Arrays.equals(bytes, name.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /// For messages and tests: read as UTF-8, bytes that are not shown as a replacement character.
    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
