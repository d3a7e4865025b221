// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import java.nio.ByteBuffer;

/// The buffers and the cipher that one call of a sealer or opener works with. For one thread at a time.
///
/// All are byte arrays of one frame: see [Gcm] on why not more and why not native.
final class Workspace {
    /// Frame number 4, stored flag 1, plaintext length 4: what a frame authenticates besides the fixed
    /// header.
    private static final int FRAME_AAD_BYTES = 9;

    final byte[] plain = new byte[ObjectHeader.FRAME_BYTES];

    /// Has room for a frame that a codec makes longer before that is seen.
    final byte[] packed = new byte[Compression.targetBytes(ObjectHeader.FRAME_BYTES)];

    final byte[] sealed = new byte[ObjectHeader.FRAME_BYTES + Gcm.TAG_BYTES];
    final Gcm gcm = new Gcm();

    static Pool<Workspace> pool() {
        return new Pool<>(Workspace::new, dropped -> {});
    }

    static byte[] frameAad(int frame, boolean stored, int plainBytes) {
        return ByteBuffer.allocate(FRAME_AAD_BYTES)
                .putInt(frame)
                .put((byte) (stored ? 1 : 0))
                .putInt(plainBytes)
                .array();
    }
}
