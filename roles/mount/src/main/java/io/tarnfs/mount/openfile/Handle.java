// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.openfile;

import io.tarnfs.blockcache.ReadAhead;

/// One open file description: what open(2) made and the last close(2) ends.
public final class Handle {
    private final long number;
    private final OpenInode file;
    private final int failuresAtOpen;
    private final ReadAhead pattern;

    Handle(long number, OpenInode file, ReadAhead pattern) {
        this.number = number;
        this.file = file;
        this.failuresAtOpen = file.failures();
        this.pattern = pattern;
    }

    /// Returns the number that the kernel carries.
    public long number() {
        return number;
    }

    /// Returns the file that is open.
    public OpenInode file() {
        return file;
    }

    /// Tells whether a flush that an application asked for has failed since this handle was opened: whoever
    /// holds it cannot know which bytes are durable, and is told so at each sync until the file is opened
    /// again.
    public boolean suspect() {
        return file.failures() != failuresAtOpen;
    }

    /// Returns how the handle has been read so far.
    public ReadAhead pattern() {
        return pattern;
    }
}
