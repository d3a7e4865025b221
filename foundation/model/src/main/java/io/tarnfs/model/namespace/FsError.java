// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.model.namespace;

/// Why the service or the file system said no: an answer to the caller, never a sign of trouble.
///
/// The mount turns each into a POSIX errno by one total switch.
public enum FsError {
    /// No such name or inode (ENOENT).
    NOT_FOUND,
    /// The name is taken (EEXIST).
    EXISTS,
    /// A directory was needed (ENOTDIR).
    NOT_A_DIRECTORY,
    /// Not for a directory (EISDIR).
    IS_A_DIRECTORY,
    /// The directory has entries (ENOTEMPTY).
    NOT_EMPTY,
    /// Not for this caller whatever the mode says (EPERM).
    NOT_PERMITTED,
    /// The mode forbids it (EACCES).
    ACCESS_DENIED,
    /// The arguments make no sense together (EINVAL).
    INVALID,
    /// A name of more than 255 bytes (ENAMETOOLONG).
    NAME_TOO_LONG,
    /// The inode has as many names as it may (EMLINK).
    TOO_MANY_LINKS,
    /// No space is left for metadata or data (ENOSPC).
    NO_SPACE,
    /// The quota is used up (EDQUOT).
    OVER_QUOTA,
    /// The file would be larger than a file may be (EFBIG).
    FILE_TOO_BIG,
    /// No such extended attribute (ENODATA).
    NO_ATTRIBUTE,
    /// The value is larger than an extended attribute may be (E2BIG).
    ATTRIBUTE_TOO_BIG,
    /// The two names lie in different quota domains or volumes (EXDEV).
    CROSSES_BORDER,
    /// The volume is mounted read-only or was frozen (EROFS).
    READ_ONLY,
    /// In use: a volume with a session, a mount point (EBUSY).
    BUSY,
    /// The handle or inode belongs to an earlier life (ESTALE).
    STALE,
    /// The session was fenced; nothing it sends is accepted any more (EIO).
    FENCED,
    /// A background change lost the race against a newer one and was dropped; never reaches an application.
    OUTDATED,
    /// The caller was interrupted before anything was done (EINTR).
    INTERRUPTED,
    /// Not built, or refused on purpose (EOPNOTSUPP).
    NOT_SUPPORTED,
    /// Data could not be read or written, or the service has stopped (EIO).
    IO
}
