// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import io.tarnfs.model.identity.VolumeId;

/// How the objects of one volume are sealed; chosen when the volume is made.
///
/// The codec is that of new objects: each object names its own. The cipher is that of all objects: an
/// object with another one is refused, or anybody who can write to the store could put plain objects in
/// place of sealed ones.
public record SealingSettings(VolumeId volume, FrameCodec codec, FrameCipher cipher) {
    /// Loads the codec now: a write that was acknowledged must not fail for want of it.
    ///
    /// @throws IllegalStateException if it does not load, which [FrameCodec#require] tells before
    void requireCodec() {
        try {
            codec.require();
        } catch (CodecUnavailableException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }
}
