// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.model.namespace;

import io.tarnfs.model.time.Timestamp;
import org.jspecify.annotations.Nullable;

/// What SETATTR may change; null leaves a field as it is.
///
/// @param permissions  the low 12 bits of the mode
/// @param uid          new owner
/// @param gid          new group
/// @param size         new size in bytes: cuts or grows with zeros
/// @param access       new access time
/// @param modification new modification time
/// @param clearSuid    take the suid bit away, and the sgid bit of a file that its group may execute, as a
///                     write or a
///                     change of owner by one without CAP_FSETID does
public record AttributeChange(
        @Nullable Integer permissions,
        @Nullable Integer uid,
        @Nullable Integer gid,
        @Nullable Long size,
        @Nullable TimeChange access,
        @Nullable TimeChange modification,
        boolean clearSuid) {
    /// Changes nothing; a start for the `with` methods.
    public static final AttributeChange NONE = new AttributeChange(null, null, null, null, null, null, false);

    public AttributeChange {
        if (permissions != null && (permissions & ~Attributes.PERMISSIONS_MASK) != 0) {
            throw new IllegalArgumentException("permissions=0" + Integer.toOctalString(permissions));
        }
        if (size != null && size < 0) {
            throw new IllegalArgumentException("size=" + size);
        }
    }

    /// Returns a change of the permissions only.
    public static AttributeChange ofPermissions(int permissions) {
        return new AttributeChange(permissions, null, null, null, null, null, false);
    }

    /// Returns a change of the size only.
    public static AttributeChange ofSize(long size) {
        return new AttributeChange(null, null, null, size, null, null, false);
    }

    /// The new value of a time.
    public sealed interface TimeChange {
        /// The instant at which the service puts the command in order.
        record Now() implements TimeChange {}

        /// A given instant (utimensat(2)).
        record At(Timestamp instant) implements TimeChange {}
    }
}
