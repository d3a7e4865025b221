// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.model.namespace;

/// Who asked: the ids that the kernel gave with the request.
///
/// The kernel has checked access for local callers; the service keeps the ids so that it can check for itself
/// when callers are remote.
///
/// @param uid user id
/// @param gid group id
public record Caller(int uid, int gid) {
    /// The superuser.
    public static final Caller ROOT = new Caller(0, 0);
}
