// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.openfile;

import java.util.concurrent.atomic.AtomicLong;

/// How many flushes of a mount have ended.
///
/// Attributes are put together from what the service lists and what is dirty here. A flush that ends between
/// the two looks is in neither: the service was asked too early and the dirty bytes are gone. Whoever finds
/// another number afterwards than before looks again.
final class Landings {
    private final AtomicLong count = new AtomicLong();

    long count() {
        return count.get();
    }

    /// Counts one, before its bytes and times are forgotten.
    void landed() {
        count.incrementAndGet();
    }
}
