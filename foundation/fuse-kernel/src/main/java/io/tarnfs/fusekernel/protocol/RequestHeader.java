// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.protocol;

import static io.tarnfs.fusekernel.protocol.Layouts.getInt;
import static io.tarnfs.fusekernel.protocol.Layouts.getLong;

import io.tarnfs.fusekernel.handler.FuseRequest;
import java.lang.foreign.MemorySegment;

/// The header of the request in a buffer, read in place; see [Layouts] for its layout.
final class RequestHeader implements FuseRequest {
    /// FUSE_UNIQUE_RESEND: set in the number of a request that is delivered again.
    private static final long RESEND_BIT = 1L << 63;

    private final MemorySegment in;
    private int umask;
    private boolean mayWait;

    RequestHeader(MemorySegment in) {
        this.in = in;
    }

    void start(boolean waitingForm) {
        this.umask = 0;
        this.mayWait = waitingForm;
    }

    void umask(int value) {
        this.umask = value;
    }

    int opcode() {
        return getInt(in, 4);
    }

    /// The number as the kernel wrote it, which the reply must repeat.
    long rawUnique() {
        return getLong(in, 8);
    }

    @Override
    public long unique() {
        return rawUnique() & ~RESEND_BIT;
    }

    @Override
    public boolean resent() {
        return (rawUnique() & RESEND_BIT) != 0;
    }

    @Override
    public long nodeId() {
        return getLong(in, 16);
    }

    @Override
    public int uid() {
        return getInt(in, 24);
    }

    @Override
    public int gid() {
        return getInt(in, 28);
    }

    @Override
    public int pid() {
        return getInt(in, 32);
    }

    @Override
    public int umask() {
        return umask;
    }

    @Override
    public boolean mayWait() {
        return mayWait;
    }
}
