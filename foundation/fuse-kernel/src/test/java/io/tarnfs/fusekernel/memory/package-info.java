// SPDX-License-Identifier: Apache-2.0

/// A file system in memory, small enough to read, behind which the engine is tested. Start at [MemoryFileSystem].
@NullMarked
package io.tarnfs.fusekernel.memory;

import org.jspecify.annotations.NullMarked;
