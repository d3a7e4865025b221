// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.objectstore;

/// The name of an object in the store: segments of `A-Z a-z 0-9 . _ -`, separated by single slashes.
///
/// The alphabet is what every store takes without escaping, so that a key is the same string in a
/// directory, in S3 and in Azure and a store can be copied from one to the other with ordinary tools. A
/// segment does not begin with a dot: such names are the directory store's own.
///
/// @param value the key, for example `team/00000000000000a1/7f/0000000000001000-5be0cd19137e2179`
public record StoreKey(String value) implements Comparable<StoreKey> {
    /// S3 and Azure end at 1,024 bytes; half of it leaves room for a bucket prefix that a proxy adds.
    public static final int LENGTH_MAX = 512;

    /// A file name on Linux ends at 255 bytes; the directory store needs none of them for itself.
    public static final int SEGMENT_LENGTH_MAX = 255;

    /// Checks the key.
    public StoreKey {
        if (value.isEmpty() || value.length() > LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "a store key has 1 to " + LENGTH_MAX + " characters: length=" + value.length());
        }
        for (String segment : value.split("/", -1)) {
            checkSegment(segment, value);
        }
    }

    /// Orders by the bytes of the key, as a listing does.
    @Override
    public int compareTo(StoreKey other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }

    private static void checkSegment(String segment, String key) {
        if (segment.isEmpty() || segment.length() > SEGMENT_LENGTH_MAX || segment.charAt(0) == '.') {
            throw new IllegalArgumentException("a segment of a store key has 1 to " + SEGMENT_LENGTH_MAX
                    + " characters and does not begin with a dot: key=" + key);
        }
        for (int i = 0; i < segment.length(); i++) {
            if (!isAllowed(segment.charAt(i))) {
                throw new IllegalArgumentException("a store key is made of A-Z a-z 0-9 . _ - and /: key=" + key);
            }
        }
    }

    static boolean isAllowed(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == '-';
    }
}
