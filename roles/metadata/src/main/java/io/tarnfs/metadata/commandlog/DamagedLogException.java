// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.commandlog;

import java.io.IOException;

/// The command log cannot be trusted, and nothing was replayed or changed: the finding, and what to do.
public final class DamagedLogException extends IOException {
    private static final long serialVersionUID = 1;

    private final String file;
    private final long offset;

    DamagedLogException(String file, long offset, String finding) {
        super("the command log is damaged: file=" + file + " offset=" + offset + " finding: " + finding
                + ". Acknowledged changes would be lost, so the service does not start. Keep a copy of the folder, check"
                + " the disk, and bring the log and the checkpoint back together from a replica or a backup");
        this.file = file;
        this.offset = offset;
    }

    /// Returns the name of the damaged file in the log's folder, or the empty string if files are missing.
    public String file() {
        return file;
    }

    /// Returns where in the file the damage begins, in bytes.
    public long offset() {
        return offset;
    }
}
