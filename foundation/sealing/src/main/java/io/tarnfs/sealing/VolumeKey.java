// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import java.security.SecureRandom;
import java.util.Arrays;

/// The random secret that the keys of all objects of a volume come from: 32 bytes, with their
/// generation.
///
/// It never leaves the process except wrapped in a key slot, is never printed, and is wiped when
/// closed. May be used from any thread; after `close` every use is a mistake of the caller.
public final class VolumeKey implements AutoCloseable {
    static final int BYTES = 32;

    /// The generation of the first key of a volume.
    public static final int FIRST_GENERATION = 1;

    private final byte[] secret;
    private final int generation;
    private boolean closed;

    private VolumeKey(byte[] secret, int generation) {
        if (generation < FIRST_GENERATION) {
            throw new IllegalArgumentException("generation=" + generation);
        }
        this.secret = secret;
        this.generation = generation;
    }

    /// Makes a new random key.
    public static VolumeKey random(int generation, SecureRandom random) {
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        return new VolumeKey(secret, generation);
    }

    /// @param secret copied; the caller wipes its own
    static VolumeKey of(byte[] secret, int generation) {
        if (secret.length != BYTES) {
            throw new IllegalArgumentException("a volume key has " + BYTES + " bytes: bytes=" + secret.length);
        }
        return new VolumeKey(secret.clone(), generation);
    }

    /// Returns the generation, 1 or more: a volume gets a new key by raising it.
    public int generation() {
        return generation;
    }

    /// Wipes the secret; a second call has no effect.
    @Override
    public synchronized void close() {
        closed = true;
        Arrays.fill(secret, (byte) 0);
    }

    @Override
    public String toString() {
        return "VolumeKey[generation=" + generation + "]";
    }

    /// Returns a copy of the secret, which the caller wipes.
    synchronized byte[] copy() {
        if (closed) {
            throw new IllegalStateException("the volume key is closed: generation=" + generation);
        }
        return secret.clone();
    }
}
