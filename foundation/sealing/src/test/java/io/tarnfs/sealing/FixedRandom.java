// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import java.security.SecureRandom;
import java.util.SplittableRandom;

/// A source of "secrets" that gives the same ones for the same seed, so that a failing run can be
/// repeated and test vectors can be made again.
final class FixedRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final transient SplittableRandom random;

    FixedRandom(long seed) {
        this.random = new SplittableRandom(seed);
    }

    @Override
    public void nextBytes(byte[] bytes) {
        random.nextBytes(bytes);
    }
}
