// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import java.util.Optional;

/// How the frames of an object are compressed. Numbers are part of the format and never change.
public enum FrameCodec {
    /// Not at all.
    NONE(0, "none"),
    /// LZ4 block format, without a length in front; a frame that does not shrink is stored as it is.
    LZ4(1, "lz4"),
    /// Zstandard at level 1, one frame of RFC 8878.
    ZSTD(2, "zstd"),
    /// Snappy in its raw format, without framing.
    SNAPPY(3, "snappy");

    private final int number;
    private final String label;

    FrameCodec(int number, String label) {
        this.number = number;
        this.label = label;
    }

    /// Returns the number in the format.
    public int number() {
        return number;
    }

    /// Returns the name that users write.
    public String label() {
        return label;
    }

    /// Returns the codec that users call so, if there is one.
    public static Optional<FrameCodec> labelled(String label) {
        for (FrameCodec codec : values()) {
            if (codec.label.equals(label)) {
                return Optional.of(codec);
            }
        }
        return Optional.empty();
    }

    /// Loads what this codec needs on this machine. To be called before a volume with it is made or mounted;
    /// a sealer that is made without it fails with the same sentence.
    ///
    /// @throws CodecUnavailableException its message tells the user what to set
    public void require() throws CodecUnavailableException {
        Compression.require(this);
    }

    static FrameCodec numbered(int number, String subject) throws UnsupportedFormatException {
        for (FrameCodec codec : values()) {
            if (codec.number == number) {
                return codec;
            }
        }
        throw new UnsupportedFormatException(subject, "codec number=" + number);
    }
}
