// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.sealing;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Sealed bytes are not what was sealed: damaged, cut, of another object, or sealed with another key.
///
/// Nothing of the damaged part was handed out. Reading again may help if the damage happened on the
/// way.
public final class CorruptObjectException extends SealingException {
    private static final long serialVersionUID = 1L;

    /// Not a frame number: the trouble is in the header or in something that has no frames.
    private static final int NO_FRAME = -1;

    /// What is damaged, for example `object volume=1 object=77`.
    private final String subject;

    /// Zero-based number of the damaged frame, or [#NO_FRAME].
    private final int frame;

    CorruptObjectException(String subject, String failed, @Nullable Throwable cause) {
        this(subject, NO_FRAME, failed, cause);
    }

    CorruptObjectException(String subject, int frame, String failed, @Nullable Throwable cause) {
        super(subject + (frame == NO_FRAME ? "" : " frame=" + frame) + " is damaged: " + failed, cause);
        this.subject = subject;
        this.frame = frame;
    }

    /// Returns what is damaged, for example `object volume=1 object=77`.
    public String subject() {
        return subject;
    }

    /// Returns the number of the damaged frame, counted from 0; empty if the trouble is in no frame.
    public OptionalInt frame() {
        return frame == NO_FRAME ? OptionalInt.empty() : OptionalInt.of(frame);
    }
}
