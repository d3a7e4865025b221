// SPDX-License-Identifier: Apache-2.0

/// The mount's side of its session with the metadata service: how its commands are named, which of them are
/// confirmed, and the object ids that it may write.
///
/// Start reading at [MountSession].
@NullMarked
package io.tarnfs.mount.session;

import org.jspecify.annotations.NullMarked;
