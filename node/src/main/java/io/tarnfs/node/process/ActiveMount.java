// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.process;

import java.io.IOException;
import java.time.Duration;

/// A mount that is being served.
public interface ActiveMount {
    /// Flushes and unmounts. May be repeated.
    ///
    /// @return false if files below it are in use; it is then served as before
    /// @throws IOException if data that was written could not be stored; it is then served as before
    boolean unmount() throws IOException;

    /// Flushes, takes the mount out of the tree at once, and serves what is still open for at most `grace`.
    /// When it returns the mount is over.
    ///
    /// @throws IOException if data that was written could not be stored
    void detach(Duration grace) throws IOException;

    /// Runs `action` once when the mount is over, however it ended; at once if it is over already.
    void onEnd(Runnable action);
}
