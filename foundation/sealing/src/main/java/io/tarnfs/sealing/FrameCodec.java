// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import java.util.Optional;

/// How the frames of an object are compressed. Numbers are part of the format and never change.
///
/// Reserved: 2 zstd, 3 snappy.
public enum FrameCodec {
    /// Not at all.
    NONE(0, "none"),
    /// LZ4 block format, without a length in front; a frame that does not shrink is stored as it is.
    LZ4(1, "lz4");

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

    static FrameCodec numbered(int number, String subject) throws UnsupportedFormatException {
        for (FrameCodec codec : values()) {
            if (codec.number == number) {
                return codec;
            }
        }
        throw new UnsupportedFormatException(subject, "codec number=" + number);
    }
}
