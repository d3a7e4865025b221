// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// Argon2id version 1.3 (RFC 9106): the one place that uses Bouncy Castle.
final class Argon2 {
    private Argon2() {}

    /// Returns 32 bytes, which the caller wipes.
    static byte[] stretch(byte[] passphrase, byte[] salt, Argon2Cost cost) {
        Argon2Parameters parameters = new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withIterations(cost.passes())
                .withMemoryAsKB(cost.memoryKib())
                .withParallelism(cost.lanes())
                .withSalt(salt)
                .build();
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(parameters);
        byte[] stretched = new byte[VolumeKey.BYTES];
        generator.generateBytes(passphrase, stretched);
        return stretched;
    }
}
