// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.handler;

/// What a SETATTR wants changed. Valid only during the call.
///
/// A getter of a field that is not [#sets(Field) set] returns what the kernel left there, which means nothing.
public interface AttributeChanges {
    /// A field that a SETATTR may set, or a wish that it may carry.
    enum Field {
        /// Permission bits, [#mode()].
        MODE,
        /// Owner, [#uid()].
        UID,
        /// Group, [#gid()].
        GID,
        /// Size, [#sizeBytes()].
        SIZE,
        /// Access time as given by the caller.
        ACCESS_TIME,
        /// Modification time as given by the caller.
        MODIFICATION_TIME,
        /// Change time, sent only by a kernel with its writeback cache on.
        CHANGE_TIME,
        /// Access time is to be now; comes together with [#ACCESS_TIME], whose value is then only the kernel's
        /// clock.
        ACCESS_TIME_NOW,
        /// Modification time is to be now; comes together with [#MODIFICATION_TIME].
        MODIFICATION_TIME_NOW,
        /// The call came through an open file, [#handle()]: ftruncate(2) needs no write permission any more.
        HANDLE,
        /// [#lockOwner()] is given.
        LOCK_OWNER,
        /// Clear the set-user-id bit, and set-group-id where group execution is allowed.
        CLEAR_SUID_SGID
    }

    /// Tells whether the field is to be set.
    boolean sets(Field field);

    /// The permission bits, with or without file type.
    int mode();

    /// The new owner.
    int uid();

    /// The new group.
    int gid();

    /// The new size in bytes.
    long sizeBytes();

    /// Seconds of the access time.
    long accessSeconds();

    /// Nanoseconds of the access time.
    int accessNanos();

    /// Seconds of the modification time.
    long modificationSeconds();

    /// Nanoseconds of the modification time.
    int modificationNanos();

    /// Seconds of the change time.
    long changeSeconds();

    /// Nanoseconds of the change time.
    int changeNanos();

    /// The open file that the call came through.
    long handle();

    /// The kernel's number of the lock owner.
    long lockOwner();
}
