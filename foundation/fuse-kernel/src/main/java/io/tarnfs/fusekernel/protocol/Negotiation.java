// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.protocol;

import static io.tarnfs.fusekernel.protocol.Layouts.putInt;
import static io.tarnfs.fusekernel.protocol.Layouts.putShort;

import io.tarnfs.fusekernel.handler.Answer;
import io.tarnfs.linux.calls.MemoryCalls;
import io.tarnfs.linux.errno.Errno;
import java.lang.foreign.MemorySegment;

/// Answers INIT, the first request of a session.
///
/// `struct fuse_init_in`, behind the header:
/// ```
///    0 major u32 | 4 minor u32 | 8 max_readahead u32 | 12 flags u32 | 16 flags2 u32 | 20 unused 11 * u32
/// ```
/// `struct fuse_init_out`, behind the header:
/// ```
///    0 major u32 | 4 minor u32 | 8 max_readahead u32 | 12 flags u32 | 16 max_background u16
///   18 congestion_threshold u16 | 20 max_write u32 | 24 time_gran u32 | 28 max_pages u16 | 30 map_alignment u16
///   32 flags2 u32 | 36 max_stack_depth u32 | 40 unused 6 * u32
/// ```
public final class Negotiation {
    private static final int MAJOR = 7;

    /// The newest minor version whose layouts this engine was checked against.
    private static final int MINOR_NEWEST = 45;

    /// The oldest one whose INIT reply has the length above (Linux 3.15).
    private static final int MINOR_OLDEST = 23;

    private static final int REPLY_SIZE = 64;

    /// Requests in the background (read-ahead, direct I/O in flight) that the kernel hands out at a time; with 12,
    /// its own value, read-ahead of a few files would already use all of it up.
    private static final int MAX_BACKGROUND = 64;

    /// From here on the kernel calls the mount congested; three quarters of the above, as libfuse has it.
    private static final int CONGESTION_THRESHOLD = 48;

    /// Times are kept to the nanosecond.
    private static final int TIME_GRANULARITY_NANOS = 1;

    private static final int WORD = 32;
    private static final long LOW_WORD = 0xffff_ffffL;

    private final boolean posixAcl;

    /// What came of an INIT.
    public sealed interface Outcome {}

    /// Both sides know what they can do.
    public record Agreed(Capabilities capabilities) implements Outcome {}

    /// The kernel speaks a newer major version and is to ask again with ours.
    public record AskAgain() implements Outcome {}

    /// The kernel is too old: it got EPROTO and every call on the mount fails.
    public record Refused(int major, int minor) implements Outcome {}

    /// @param posixAcl whether the handler keeps ACLs
    public Negotiation(boolean posixAcl) {
        this.posixAcl = posixAcl;
    }

    /// Composes the reply to the INIT in `exchange` and sets its answer; the caller sends it.
    public Outcome answer(Exchange exchange) {
        exchange.start(false);
        int major = exchange.bodySize() < Opcode.INIT.bodySize() ? 0 : exchange.bodyInt(0);
        int minor = major == 0 ? 0 : exchange.bodyInt(4);
        if (major < MAJOR || (major == MAJOR && minor < MINOR_OLDEST)) {
            exchange.answer(Answer.failed(Errno.EPROTO));
            return new Refused(major, minor);
        }
        MemorySegment reply = exchange.ownReply(REPLY_SIZE);
        putInt(reply, 0, MAJOR);
        exchange.answer(Answer.OK);
        if (major > MAJOR) {
            return new AskAgain();
        }
        Capabilities agreed = new Capabilities(Math.min(minor, MINOR_NEWEST), offered(exchange) & wanted());
        write(reply, agreed, exchange.bodyInt(8));
        return new Agreed(agreed);
    }

    private long wanted() {
        return posixAcl ? InitFlags.WANTED | InitFlags.WANTED_FOR_ACL : InitFlags.WANTED;
    }

    private static long offered(Exchange exchange) {
        long flags = exchange.bodyInt(12) & LOW_WORD;
        boolean extended = (flags & InitFlags.INIT_EXT) != 0 && exchange.bodySize() >= 20;
        return extended ? flags | (long) exchange.bodyInt(16) << WORD : flags;
    }

    private static void write(MemorySegment reply, Capabilities agreed, int maxReadahead) {
        putInt(reply, 4, agreed.minor());
        putInt(reply, 8, maxReadahead);
        putInt(reply, 12, (int) agreed.flags());
        putShort(reply, 16, MAX_BACKGROUND);
        putShort(reply, 18, CONGESTION_THRESHOLD);
        putInt(reply, 20, Exchange.MAX_WRITE);
        putInt(reply, 24, TIME_GRANULARITY_NANOS);
        putShort(reply, 28, (int) (Exchange.MAX_WRITE / MemoryCalls.pageSize()));
        putInt(reply, 32, (int) (agreed.flags() >>> WORD));
    }
}
