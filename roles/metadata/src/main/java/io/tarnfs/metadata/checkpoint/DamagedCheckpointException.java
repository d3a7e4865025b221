// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.checkpoint;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The checkpoint cannot be trusted: the finding, and what to do. Nothing of what was damaged has been
/// served.
public final class DamagedCheckpointException extends IOException {
    private static final long serialVersionUID = 1;

    DamagedCheckpointException(String file, long offset, String finding, @Nullable Throwable cause) {
        super(
                "the checkpoint is damaged: file=" + file + " offset=" + offset + " finding: " + finding
                        + ". The service stops rather than serve it. Keep a copy of the folder, check the disk and the"
                        + " memory, and bring the checkpoint and the log back together from a replica or a backup",
                cause);
    }
}
