// SPDX-License-Identifier: Apache-2.0

/// What is mounted where: [MountTable], read from `/proc/self/mountinfo` without touching any file system.
///
/// It only looks; mounting and unmounting is done by those who own a mount.
@NullMarked
package io.tarnfs.linux.mounts;

import org.jspecify.annotations.NullMarked;
