// SPDX-License-Identifier: Apache-2.0

/// A mounted file system: mount, the threads that serve it, and its end.
///
/// Owns the descriptors of `/dev/fuse`, the threads that read them and the buffers. It knows no file and keeps
/// nothing that outlives the mount. It must never touch the mount itself: this process serves it, so it would wait
/// for itself.
///
/// ```
///  kernel --> Reader (platform thread) --> Connection --> Dispatcher --> handler, non-waiting form --> reply
///                                              |  WOULD_WAIT
///                                              +--> virtual thread, copied request --> handler, waiting form -->
/// reply
/// ```
/// The node mounts by [FuseSession#mount] and ends by [FuseSession#unmount]. Start reading there, then at
/// Connection.
@NullMarked
package io.tarnfs.fusekernel.session;

import org.jspecify.annotations.NullMarked;
