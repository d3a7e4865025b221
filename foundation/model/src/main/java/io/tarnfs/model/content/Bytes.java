// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.model.content;

import java.util.Arrays;
import java.util.HexFormat;

/// An immutable string of bytes: an extended attribute's value, a symbolic link's target, a sealed key slot.
public final class Bytes {
    /// No bytes.
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content;
    }

    /// Returns a copy of `content`.
    public static Bytes copyOf(byte[] content) {
        return content.length == 0 ? EMPTY : new Bytes(content.clone());
    }

    /// Returns the number of bytes.
    public int length() {
        return content.length;
    }

    /// Returns the byte at `index`, counted from 0.
    public byte at(int index) {
        return content[index];
    }

    /// Returns a copy as an array.
    public byte[] toArray() {
        return content.clone();
    }

    /// Copies all bytes into `target` from `offset` on.
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(content, 0, target, offset, content.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    /// Returns length and the first bytes in hex; never the whole of a long or secret value.
    @Override
    public String toString() {
        int shown = Math.min(content.length, 8);
        return "Bytes[" + content.length + ": " + HexFormat.of().formatHex(content, 0, shown) + "]";
    }
}
