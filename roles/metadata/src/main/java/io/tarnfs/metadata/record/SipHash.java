// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.model.namespace.Name;

/// SipHash-2-4 (Jean-Philippe Aumasson and Daniel J. Bernstein, "SipHash: a fast short-input PRF", 2012),
/// cut to the 62 bits that a directory cookie has.
///
/// The hash is keyed by the volume, so that nobody can choose names that fall on one cookie.
public final class SipHash {
    /// Bits of a cookie: offsets in a directory are signed 64-bit numbers, and the file system above needs
    /// a few for `.` and `..`.
    public static final int BITS = 62;

    private SipHash() {}

    /// A key of 128 bits.
    public record Key(long k0, long k1) {}

    /// Returns the 62-bit hash of a name.
    public static long of(Key key, Name name) {
        return hash(key, name.latin1()) >>> (Long.SIZE - BITS);
    }

    /// Returns the whole hash of a string with one byte a character.
    static long hash(Key key, String latin1) {
        State state = new State(key);
        int length = latin1.length();
        int whole = length & ~7;
        for (int i = 0; i < whole; i += 8) {
            state.absorb(word(latin1, i, 8));
        }
        state.absorb(word(latin1, whole, length - whole) | (long) length << 56);
        return state.finish();
    }

    /// Returns `count` bytes from `from` on, the first one lowest.
    private static long word(String latin1, int from, int count) {
        long word = 0;
        for (int i = 0; i < count; i++) {
            word |= (latin1.charAt(from + i) & 0xffL) << (i << 3);
        }
        return word;
    }

    private static final class State {
        private long v0;
        private long v1;
        private long v2;
        private long v3;

        State(Key key) {
            v0 = key.k0() ^ 0x736f6d6570736575L;
            v1 = key.k1() ^ 0x646f72616e646f6dL;
            v2 = key.k0() ^ 0x6c7967656e657261L;
            v3 = key.k1() ^ 0x7465646279746573L;
        }

        void absorb(long word) {
            v3 ^= word;
            round();
            round();
            v0 ^= word;
        }

        long finish() {
            v2 ^= 0xff;
            round();
            round();
            round();
            round();
            return v0 ^ v1 ^ v2 ^ v3;
        }

        private void round() {
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
        }
    }
}
