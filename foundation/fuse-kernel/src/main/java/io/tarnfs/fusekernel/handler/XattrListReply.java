// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.handler;

/// Reply to LISTXATTR. The engine answers the question for the length alone and the buffer that is too small
/// (ERANGE).
public interface XattrListReply {
    /// Appends one name, without a NUL.
    void add(byte[] name);
}
