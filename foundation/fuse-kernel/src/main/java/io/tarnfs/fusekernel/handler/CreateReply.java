// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.handler;

/// Reply to CREATE: the entry and the open file.
public interface CreateReply {
    /// Returns the part that names the inode.
    EntryReply entry();

    /// Returns the part that opens it.
    OpenReply open();
}
