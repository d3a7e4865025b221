// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.objectstore;

/// The beginning of keys, for a listing: any first part of a key, also in the middle of a segment, or
/// nothing.
///
/// @param value the prefix; empty for every key
public record KeyPrefix(String value) {
    /// The prefix of every key.
    public static final KeyPrefix EVERYTHING = new KeyPrefix("");

    /// Checks the prefix.
    public KeyPrefix {
        if (value.length() > StoreKey.LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "a key prefix has at most " + StoreKey.LENGTH_MAX + " characters: length=" + value.length());
        }
        for (int i = 0; i < value.length(); i++) {
            if (!StoreKey.isAllowed(value.charAt(i)) && value.charAt(i) != '/') {
                throw new IllegalArgumentException("a key prefix is made of A-Z a-z 0-9 . _ - and /: prefix=" + value);
            }
        }
    }

    /// Tells whether the key begins with this prefix.
    public boolean matches(StoreKey key) {
        return key.value().startsWith(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
