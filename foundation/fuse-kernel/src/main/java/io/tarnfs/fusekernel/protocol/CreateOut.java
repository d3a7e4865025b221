// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.protocol;

import static io.tarnfs.fusekernel.protocol.Layouts.OUT_HEADER;

import io.tarnfs.fusekernel.handler.CreateReply;
import io.tarnfs.fusekernel.handler.EntryReply;
import io.tarnfs.fusekernel.handler.OpenReply;

/// Reply to CREATE: `struct fuse_entry_out` and, right behind it, `struct fuse_open_out`.
final class CreateOut implements CreateReply {
    /// Bytes of both.
    static final int SIZE = EntryOut.SIZE + OpenOut.SIZE;

    private final EntryOut entry;
    private final OpenOut open;

    CreateOut(EntryOut entry, OpenOut open) {
        this.entry = entry;
        this.open = open;
    }

    CreateOut start() {
        entry.start(OUT_HEADER);
        open.start(OUT_HEADER + EntryOut.SIZE);
        return this;
    }

    @Override
    public EntryReply entry() {
        return entry;
    }

    @Override
    public OpenReply open() {
        return open;
    }
}
