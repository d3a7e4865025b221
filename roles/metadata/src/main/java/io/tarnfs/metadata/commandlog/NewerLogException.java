// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.commandlog;

import java.io.IOException;

/// The command log was written by a newer version of this program; nothing was changed.
public final class NewerLogException extends IOException {
    private static final long serialVersionUID = 1;

    NewerLogException(String file, int version) {
        super("the command log was written by a newer version of this program: file=" + file + " formatVersion="
                + version + " newestKnown=" + SegmentHeader.VERSION + ". Start that version, or a newer one");
    }
}
