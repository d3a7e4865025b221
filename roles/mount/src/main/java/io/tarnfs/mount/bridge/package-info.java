// SPDX-License-Identifier: Apache-2.0

/// The bridge between the kernel protocol and the POSIX calls of a volume: turns nodeids into inodes,
/// outcomes into errnos, attributes into replies. No file-system logic.
///
/// Start reading at [KernelBridge].
@NullMarked
package io.tarnfs.mount.bridge;

import org.jspecify.annotations.NullMarked;
