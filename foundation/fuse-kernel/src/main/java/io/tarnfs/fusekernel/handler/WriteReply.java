// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.handler;

/// Reply to WRITE.
public interface WriteReply {
    /// Sets the number of bytes taken; starts as the size of the payload.
    void written(int count);
}
