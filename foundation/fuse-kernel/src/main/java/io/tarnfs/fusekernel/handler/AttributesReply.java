// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.handler;

/// Reply to GETATTR and SETATTR.
public interface AttributesReply {
    /// Sets for how long the kernel may answer from its copy; 0, the start value, means not at all.
    AttributesReply validNanos(long nanos);

    /// Returns the writer of the attributes.
    AttributesWriter attributes();
}
