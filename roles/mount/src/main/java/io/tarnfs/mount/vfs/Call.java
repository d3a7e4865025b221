// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.vfs;

import io.tarnfs.model.namespace.Caller;
import io.tarnfs.mount.session.RequestNumber;

/// One call of an application.
///
/// @param request names it and says who asked
/// @param umask   bits that a new inode must not have
/// @param mayWait whether the call may wait; if not it answers "would wait" instead, having changed nothing
public record Call(RequestNumber request, int umask, boolean mayWait) {
    /// Returns who asked.
    public Caller caller() {
        return request.caller();
    }
}
