// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.checkpoint;

import java.io.IOException;

/// The checkpoint was written by a newer version of this program; nothing was changed.
public final class NewerCheckpointException extends IOException {
    private static final long serialVersionUID = 1;

    NewerCheckpointException(String file, int version, int newestKnown) {
        super("the checkpoint was written by a newer version of this program: file=" + file + " formatVersion="
                + version + " newestKnown=" + newestKnown + ". Start that version, or a newer one");
    }
}
