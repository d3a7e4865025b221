// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.protocol;

/// What kernel and engine agreed on at INIT.
///
/// @param minor the protocol's minor version that both speak; features go by flags, never by this number
/// @param flags the agreed INIT flags, see [InitFlags]
public record Capabilities(int minor, long flags) {
    /// Tells whether the kernel evaluates and stores POSIX ACLs with the handler's help.
    public boolean posixAcl() {
        return (flags & InitFlags.POSIX_ACL) != 0;
    }

    /// Tells whether the kernel marks requests that it delivers again.
    public boolean resend() {
        return (flags & InitFlags.HAS_RESEND) != 0;
    }

    /// Tells whether a SETXATTR has the longer body with flags of its own.
    boolean extendedSetxattr() {
        return (flags & InitFlags.SETXATTR_EXT) != 0;
    }
}
