// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.linux.durable;

import java.io.IOException;
import java.util.List;

/// A folder whose names become durable only by [#sync()].
///
/// Names are single path components: not empty, no `/`, not `.` or `..`. All methods may be called from any
/// thread. After any `IOException` of a `sync` the state on the disk is unknown and must not be relied
/// upon: a second `sync` that succeeds proves nothing (fsync(2), "NOTES" on errors that are reported once).
public interface DurableFolder {
    /// Creates a new, empty file and opens it for reading and writing.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException if the name is taken
    DurableFile create(String name) throws IOException;

    /// Opens an existing file for reading and writing.
    ///
    /// @throws java.nio.file.NoSuchFileException if there is none
    DurableFile open(String name) throws IOException;

    /// Opens an existing file for reading; writes through it fail.
    ///
    /// @throws java.nio.file.NoSuchFileException if there is none
    DurableFile openForRead(String name) throws IOException;

    /// Returns the folder of that name below this one, creating it if it is missing (durable after this
    /// folder's sync).
    DurableFolder folder(String name) throws IOException;

    /// Tells whether a file or folder of that name is there.
    boolean exists(String name) throws IOException;

    /// Tells whether a folder of that name is there.
    boolean isFolder(String name) throws IOException;

    /// Returns the names in this folder in ascending order; a copy.
    List<String> list() throws IOException;

    /// Renames a file within this folder, replacing a file that has the new name; atomic.
    void rename(String from, String to) throws IOException;

    /// Renames a file within this folder unless the new name is taken; atomic.
    ///
    /// @return false if `to` exists; `from` is then unchanged
    boolean renameIfAbsent(String from, String to) throws IOException;

    /// Deletes a file or an empty folder.
    ///
    /// @return false if there was none
    boolean delete(String name) throws IOException;

    /// Makes all creations, renames and deletions in this folder durable (fsync of the directory).
    void sync() throws IOException;

    /// Returns the bytes that may still be written to the file system below, an estimate.
    long usableBytes() throws IOException;
}
