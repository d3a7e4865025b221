// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.handler;

/// Reply to READLINK.
public interface ReadlinkReply {
    /// Sets the target of the link: at most 4095 bytes, no NUL.
    void target(byte[] target);
}
