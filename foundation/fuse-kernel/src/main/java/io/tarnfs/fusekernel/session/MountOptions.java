// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.session;

import java.nio.file.Path;

/// What to mount where, and how it is served.
///
/// @param mountPoint the directory to cover, absolute; it must not be one of this process's own mounts
/// @param source what mount(8) shows as the device, for people
/// @param type the subtype: the mount's type reads `fuse.` and this
/// @param readers threads that read requests from the kernel, each on a descriptor of its own; 1 to 64
/// @param access what may be done with the mount
public record MountOptions(Path mountPoint, String source, String type, int readers, Access access) {
    private static final int READERS_MAX = 64;

    /// What may be done with a mount.
    ///
    /// @param readOnly the kernel refuses every change (EROFS)
    /// @param posixAcl the handler keeps POSIX ACLs (`system.posix_acl_*`): it derives the mode from them, changes
    ///     them with the mode, and applies a default ACL instead of the umask to what is made
    public record Access(boolean readOnly, boolean posixAcl) {}

    /// Checks the values.
    public MountOptions {
        if (!mountPoint.isAbsolute()) {
            throw new IllegalArgumentException("mount point not absolute: mountPoint=" + mountPoint);
        }
        if (source.isEmpty() || type.isEmpty()) {
            throw new IllegalArgumentException("neither may be empty: source=" + source + " type=" + type);
        }
        if (readers < 1 || readers > READERS_MAX) {
            throw new IllegalArgumentException("out of 1.." + READERS_MAX + ": readers=" + readers);
        }
    }

    /// Options with as many readers as processors (at least 2), writable, without ACLs.
    public static MountOptions of(Path mountPoint, String source, String type) {
        int readers = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, READERS_MAX);
        return new MountOptions(mountPoint, source, type, readers, new Access(false, false));
    }

    /// The same with another number of readers.
    public MountOptions withReaders(int count) {
        return new MountOptions(mountPoint, source, type, count, access);
    }

    /// The same, read-only or not.
    public MountOptions withReadOnly(boolean readOnly) {
        return new MountOptions(mountPoint, source, type, readers, new Access(readOnly, access.posixAcl));
    }

    /// The same, with or without POSIX ACLs.
    public MountOptions withPosixAcl(boolean posixAcl) {
        return new MountOptions(mountPoint, source, type, readers, new Access(access.readOnly, posixAcl));
    }
}
