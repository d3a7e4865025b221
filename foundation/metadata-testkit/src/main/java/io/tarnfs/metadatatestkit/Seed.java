// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadatatestkit;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.SplittableRandom;

/// Where random tests get their randomness: a seed that is printed and can be given back as
/// `-Dtarn.seed=N`.
public final class Seed {
    private static final Logger LOG = System.getLogger(Seed.class.getName());

    private Seed() {}

    /// Returns the seed that was given, or a new one, and prints it.
    ///
    /// @param test named beside the seed
    public static long of(String test) {
        Long given = Long.getLong("tarn.seed");
        long seed = given == null ? new SplittableRandom(System.nanoTime()).nextLong() : given;
        LOG.log(Level.INFO, test + " runs with -Dtarn.seed=" + seed);
        return seed;
    }
}
