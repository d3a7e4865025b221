// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.objectstore;

import io.tarnfs.linux.durable.DurableFolder;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/// Tells what an I/O error of a local file system means for the user of the store.
final class DirectoryTrouble {
    /// Below this a file system counts as full even if its error message is in a language that we do
    /// not read: ext4 fails a write of a few blocks while it still reports some free ones.
    private static final long SPACE_RESERVE_BYTES = 1L << 20;

    private DirectoryTrouble() {}

    /// @param neededBytes what the call was about to write; 0 for a call that writes nothing
    static StoreException of(String tried, String location, DurableFolder root, long neededBytes, IOException cause) {
        String detail = cause.getClass().getSimpleName() + ": " + cause.getMessage();
        return new StoreException(kind(root, neededBytes, cause), tried, location, detail, cause);
    }

    private static StoreException.Kind kind(DurableFolder root, long neededBytes, IOException cause) {
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof ClosedByInterruptException) {
            return StoreException.Kind.RETRY;
        }
        if (message.contains("No space left on device") || message.contains("Disk quota exceeded")) {
            return StoreException.Kind.FULL;
        }
        if (cause instanceof AccessDeniedException || message.contains("Read-only file system")) {
            return StoreException.Kind.DENIED;
        }
        if (cause instanceof NoSuchFileException) {
            return StoreException.Kind.GONE;
        }
        return neededBytes > 0 && isFull(root, neededBytes, cause)
                ? StoreException.Kind.FULL
                : StoreException.Kind.UNAVAILABLE;
    }

    private static boolean isFull(DurableFolder root, long neededBytes, IOException cause) {
        try {
            return root.usableBytes() < neededBytes + SPACE_RESERVE_BYTES;
        } catch (IOException e) {
            cause.addSuppressed(e);
            return false;
        }
    }
}
