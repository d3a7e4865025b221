// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.posix;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// What statvfs(3) says about a file system.
public record StatVfs(
        long blockSizeBytes,
        long fragmentSizeBytes,
        long blocks,
        long blocksFree,
        long blocksAvailable,
        long files,
        long filesFree,
        long nameMax) {
    /// struct statvfs of glibc on 64-bit machines: eleven unsigned longs (bsize frsize blocks bfree bavail
    /// files ffree favail fsid flag namemax), then spare.
    static final int STRUCT_BYTES = 112;

    static StatVfs decode(byte[] struct) {
        ByteBuffer in = ByteBuffer.wrap(struct).order(ByteOrder.nativeOrder());
        return new StatVfs(
                in.getLong(0),
                in.getLong(8),
                in.getLong(16),
                in.getLong(24),
                in.getLong(32),
                in.getLong(40),
                in.getLong(48),
                in.getLong(80));
    }
}
