// SPDX-License-Identifier: Apache-2.0

/// Plain frames of objects in memory, fetched once however many ask, and what to fetch ahead.
///
/// Owns: the frames in memory ([BlockCache] on Caffeine as its policy), the sharing of loads, and the
/// decision what a handle will read next ([ReadAhead]).
///
/// Never: holds a key of encryption, talks to a store, knows files or extents, or starts a thread: a
/// load runs in the thread of the first who asks, a prefetch in the thread that the mount gives it.
/// Objects never change, so nothing here is ever stale.
///
/// Who calls in: the mount role.
///
/// Start reading at [BlockCache], then [FrameBuffer] on who may use a buffer for how long.
@NullMarked
package io.tarnfs.blockcache;

import org.jspecify.annotations.NullMarked;
