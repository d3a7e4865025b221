// SPDX-License-Identifier: Apache-2.0

/// Files whose durability is explicit: the seam under every byte that must survive a power cut.
///
/// The log, the checkpoint and the local-directory object store write through [DurableFolder] and
/// [DurableFile] only. Nothing written is promised to survive before `sync` returned: bytes by
/// [DurableFile#sync()], names (creation, rename, deletion) by [DurableFolder#sync()]. The tests put a
/// folder below that drops or tears what was not synced, which shows a forgotten sync; killing the process
/// cannot show that.
///
/// Start reading at [DurableFolder]; [LocalFolder] is the one on a real disk.
@NullMarked
package io.tarnfs.linux.durable;

import org.jspecify.annotations.NullMarked;
