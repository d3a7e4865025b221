// SPDX-License-Identifier: Apache-2.0

/// POSIX calls with types: what a test says, translated into a call of an actor and back.
///
/// **Owns** [Posix] (one method a call), [Errno], the numbers of flags ([Flags], [Platform]) and the layouts of
/// the structures that calls fill ([Stat], [StatVfs], [Dirent]). **Must never** decide what is right: it
/// reports what the kernel said. **Called by** the suites. **Start reading** at [Posix].
@NullMarked
package io.tarnfs.testcluster.posix;

import org.jspecify.annotations.NullMarked;
