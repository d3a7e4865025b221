// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.protocol;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// The requests that this engine speaks, numbered as in the kernel's `include/uapi/linux/fuse.h` (enum
/// fuse_opcode).
///
/// A number that is not listed is answered by ENOSYS, which the kernel remembers: it falls back to other requests
/// (COPY_FILE_RANGE to READ and WRITE, STATX to GETATTR) or tells the caller that the operation is not supported.
public enum Opcode {
    /// Finds a name.
    LOOKUP(1, 0, Kind.CALL),
    /// Gives lookups back; has no reply.
    FORGET(2, 8, Kind.FORGET),
    /// Reads attributes.
    GETATTR(3, 16, Kind.CALL),
    /// Sets attributes.
    SETATTR(4, 88, Kind.CHANGE),
    /// Reads a symbolic link.
    READLINK(5, 0, Kind.CALL),
    /// Makes a symbolic link.
    SYMLINK(6, 0, Kind.CHANGE),
    /// Makes a file, device, pipe or socket.
    MKNOD(8, 16, Kind.CHANGE),
    /// Makes a directory.
    MKDIR(9, 8, Kind.CHANGE),
    /// Removes a name.
    UNLINK(10, 0, Kind.CHANGE),
    /// Removes an empty directory.
    RMDIR(11, 0, Kind.CHANGE),
    /// Moves a name.
    RENAME(12, 8, Kind.CHANGE),
    /// Makes a further name.
    LINK(13, 8, Kind.CHANGE),
    /// Opens a file; may cut it.
    OPEN(14, 8, Kind.CHANGE),
    /// Reads file data.
    READ(15, 40, Kind.CALL),
    /// Writes file data.
    WRITE(16, 40, Kind.CHANGE),
    /// Reads the size of the file system.
    STATFS(17, 0, Kind.CALL),
    /// Ends an open file.
    RELEASE(18, 24, Kind.CHANGE),
    /// Makes a file durable.
    FSYNC(20, 16, Kind.CHANGE),
    /// Sets an extended attribute.
    SETXATTR(21, 8, Kind.CHANGE),
    /// Reads an extended attribute.
    GETXATTR(22, 8, Kind.CALL),
    /// Lists extended attributes.
    LISTXATTR(23, 8, Kind.CALL),
    /// Removes an extended attribute.
    REMOVEXATTR(24, 0, Kind.CHANGE),
    /// A descriptor is being closed.
    FLUSH(25, 24, Kind.CHANGE),
    /// Opens the session.
    INIT(26, 16, Kind.NEGOTIATION),
    /// Opens a directory.
    OPENDIR(27, 8, Kind.CALL),
    /// Lists a directory.
    READDIR(28, 40, Kind.CALL),
    /// Ends an open directory.
    RELEASEDIR(29, 24, Kind.CHANGE),
    /// Makes a directory durable.
    FSYNCDIR(30, 16, Kind.CHANGE),
    /// Checks access rights.
    ACCESS(34, 8, Kind.CALL),
    /// Makes and opens a file.
    CREATE(35, 16, Kind.CHANGE),
    /// The caller of another request gave up.
    INTERRUPT(36, 8, Kind.INTERRUPT),
    /// Ends the session; not sent to a plain FUSE mount.
    DESTROY(38, 0, Kind.GOODBYE),
    /// Several FORGETs at once; has no reply.
    BATCH_FORGET(42, 8, Kind.FORGET),
    /// Lists a directory with the attributes of its entries.
    READDIRPLUS(44, 40, Kind.CALL),
    /// Moves a name, with flags.
    RENAME2(45, 16, Kind.CHANGE);

    /// Who answers a request and what that means.
    public enum Kind {
        /// The session: what both sides can do.
        NEGOTIATION,
        /// The session: a caller gave up.
        INTERRUPT,
        /// The session: it is over.
        GOODBYE,
        /// The handler, without an answer.
        FORGET,
        /// The handler; nothing changes.
        CALL,
        /// The handler; something may change, so it is told when the answer has been delivered.
        CHANGE
    }

    /// One above the largest number listed: the length of the look-up table.
    private static final int NUMBER_LIMIT = 46;

    private static final List<Optional<Opcode>> BY_NUMBER = byNumber();

    private final int number;
    private final int bodySize;
    private final Kind kind;

    Opcode(int number, int bodySize, Kind kind) {
        this.number = number;
        this.bodySize = bodySize;
        this.kind = kind;
    }

    private static List<Optional<Opcode>> byNumber() {
        List<Optional<Opcode>> table = new ArrayList<>(Collections.nCopies(NUMBER_LIMIT, Optional.empty()));
        for (Opcode opcode : values()) {
            table.set(opcode.number, Optional.of(opcode));
        }
        return List.copyOf(table);
    }

    /// Returns the number in the header of a request.
    public int number() {
        return number;
    }

    /// Returns the bytes between the header and whatever has no fixed length (names, data).
    int bodySize() {
        return bodySize;
    }

    /// Returns who answers.
    public Kind kind() {
        return kind;
    }

    /// Returns the request of that number; empty for one that this engine does not speak.
    public static Optional<Opcode> of(int number) {
        return number >= 0 && number < NUMBER_LIMIT ? BY_NUMBER.get(number) : Optional.empty();
    }
}
