// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.handler;

/// Reply to GETXATTR. The engine answers the question for the length alone and the buffer that is too small
/// (ERANGE).
public interface XattrReply {
    /// Sets the value: at most 65,536 bytes.
    void value(byte[] value);
}
