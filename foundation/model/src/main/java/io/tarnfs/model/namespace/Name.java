// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.model.namespace;

import java.nio.charset.StandardCharsets;

/// One component of a path, or the name of an extended attribute: 1 to 255 bytes of any value but NUL and
/// `/`.
///
/// The bytes are held one a character in a Latin-1 string, which the JVM stores one a byte and whose hash it
/// keeps; the order is that of unsigned bytes.
///
/// @param latin1 one character, U+0001 to U+00FF, for each byte
public record Name(String latin1) implements Comparable<Name> {
    /// NAME_MAX of Linux, in bytes.
    public static final int LENGTH_MAX = 255;

    public Name {
        if (latin1.isEmpty() || latin1.length() > LENGTH_MAX) {
            throw new IllegalArgumentException("a name has 1 to 255 bytes: length=" + latin1.length());
        }
        for (int i = 0; i < latin1.length(); i++) {
            char c = latin1.charAt(i);
            if (c == 0 || c == '/' || c > 0xff) {
                throw new IllegalArgumentException("a name has no NUL and no slash: index=" + i);
            }
        }
    }

    /// Returns the name of these bytes.
    public static Name ofBytes(byte[] bytes) {
        return new Name(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    /// Returns the name of this text in UTF-8.
    public static Name of(String text) {
        return ofBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Returns a copy of the bytes.
    public byte[] toBytes() {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }

    /// Returns the number of bytes.
    public int length() {
        return latin1.length();
    }

    @Override
    public int compareTo(Name other) {
        return latin1.compareTo(other.latin1);
    }

    /// Returns the length only: names of files are private and must not slip into a log.
    @Override
    public String toString() {
        return "Name[" + latin1.length() + " bytes]";
    }
}
