// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import java.util.zip.CRC32C;

/// CRC32C (Castagnoli, RFC 3720 appendix B.4) of byte arrays.
final class Checksums {
    private Checksums() {}

    static int crc32c(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
