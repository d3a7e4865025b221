// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.protocol;

import static io.tarnfs.fusekernel.protocol.Layouts.IN_HEADER;
import static io.tarnfs.fusekernel.protocol.Layouts.OUT_HEADER;
import static io.tarnfs.fusekernel.protocol.Layouts.VECTOR;
import static io.tarnfs.fusekernel.protocol.Layouts.getInt;
import static io.tarnfs.fusekernel.protocol.Layouts.getLong;
import static io.tarnfs.fusekernel.protocol.Layouts.getUnsignedShort;
import static io.tarnfs.fusekernel.protocol.Layouts.putInt;
import static io.tarnfs.fusekernel.protocol.Layouts.putLong;

import io.tarnfs.fusekernel.handler.Answer;
import io.tarnfs.fusekernel.handler.FuseName;
import io.tarnfs.fusekernel.handler.FuseRequest;
import io.tarnfs.linux.calls.Descriptor;
import io.tarnfs.linux.calls.ErrnoSlot;
import io.tarnfs.linux.calls.MemoryCalls;
import io.tarnfs.linux.errno.Errno;
import io.tarnfs.linux.memory.HugePageArena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// One request and its reply: the memory for both, and every object through which they are read and written.
///
/// It is made once and used for one request after the other, by one thread at a time: [#receive] (or [#copyTo] from
/// another exchange), then [Dispatcher], then [#answer], then [#send]. Nothing is allocated on the way but the
/// names.
///
/// ## Two sizes
/// A *large* exchange takes any request; readers read into these. A *small* one takes requests of at most
/// [#SMALL_REQUEST_MAX] bytes, all but writes and long attributes, that wait elsewhere while the reader goes on.
/// ```
///  | page - 80 bytes unused | request: 80 bytes, payload from a page boundary on | vectors | reply |
/// ```
/// A large one takes one huge page of 2 MiB, a small one some small pages, most of them never touched. The payload
/// of a WRITE stands 80 bytes behind the start of its request: hence the gap at the start.
public final class Exchange implements AutoCloseable {
    /// Largest WRITE and READ that is negotiated: what the kernel allows without a change of its settings.
    public static final int MAX_WRITE = 1 << 20;

    /// Largest request that a small exchange takes. The longest ones without file data are RENAME2 and SYMLINK with
    /// two names of up to 4 KiB.
    public static final int SMALL_REQUEST_MAX = 8 << 10;

    /// The kernel refuses to fill a buffer that could not take the largest request; attributes of 64 KiB fit too.
    private static final int LARGE_REQUEST_MAX = WriteIn.PAYLOAD + MAX_WRITE + 4096;

    private static final int VECTORS_SIZE = ReadOut.VECTORS_MAX * VECTOR;

    /// The longest reply that is not gathered: an attribute of 64 KiB; a listing gets the same room.
    private static final int REPLY_MAX = OUT_HEADER + XattrOut.SIZE_MAX;

    private final HugePageArena arena;
    private final MemorySegment in;
    private final MemorySegment vectors;
    private final MemorySegment out;
    private final ErrnoSlot errno = new ErrnoSlot();
    private final boolean large;

    private final RequestHeader header;
    final SetattrIn setattrIn;
    final ReadIn readIn;
    final WriteIn writeIn;
    final ReleaseIn releaseIn;
    final GetattrOut attributesOut;
    final EntryOut entryOut;
    final OpenOut openOut;
    final CreateOut createOut;
    final ReadOut readOut;
    final WriteOut writeOut;
    final ReadlinkOut readlinkOut;
    final StatfsOut statfsOut;
    final XattrOut xattrOut;
    final DirectoryOut directoryOut;

    private int size;
    private int replyBody;
    private boolean gathered;
    private int error;

    private Exchange(HugePageArena arena, int requestMax, boolean large) {
        MemorySegment memory = arena.segment();
        long afterRequest = Math.ceilDiv(requestStart() + requestMax, VECTOR) * VECTOR;
        this.arena = arena;
        this.large = large;
        this.in = memory.asSlice(requestStart(), requestMax);
        this.vectors = memory.asSlice(afterRequest, VECTORS_SIZE);
        this.out = memory.asSlice(afterRequest + VECTORS_SIZE, REPLY_MAX);
        this.header = new RequestHeader(in);
        this.setattrIn = new SetattrIn(in);
        this.readIn = new ReadIn(in);
        this.writeIn = new WriteIn(in);
        this.releaseIn = new ReleaseIn(in);
        this.attributesOut = new GetattrOut(out);
        this.entryOut = new EntryOut(out);
        this.openOut = new OpenOut(out);
        this.createOut = new CreateOut(entryOut, openOut);
        this.readOut = new ReadOut(out, vectors);
        this.writeOut = new WriteOut(out);
        this.readlinkOut = new ReadlinkOut(out);
        this.statfsOut = new StatfsOut(out);
        this.xattrOut = new XattrOut(out);
        this.directoryOut = new DirectoryOut(out);
    }

    /// Makes one that takes any request.
    public static Exchange large() {
        return new Exchange(HugePageArena.onHugePages(memoryFor(LARGE_REQUEST_MAX)), LARGE_REQUEST_MAX, true);
    }

    /// Makes one that takes requests of at most [#SMALL_REQUEST_MAX] bytes.
    public static Exchange small() {
        return new Exchange(HugePageArena.onSmallPages(memoryFor(SMALL_REQUEST_MAX)), SMALL_REQUEST_MAX, false);
    }

    private static long requestStart() {
        return MemoryCalls.pageSize() - WriteIn.PAYLOAD;
    }

    private static long memoryFor(int requestMax) {
        return requestStart() + requestMax + VECTOR + VECTORS_SIZE + REPLY_MAX;
    }

    /// Tells whether it takes any request.
    public boolean isLarge() {
        return large;
    }

    // ---- the request

    /// Waits for the next request and reads it; blocks the calling thread's carrier.
    ///
    /// @return the number of bytes read, or a negative errno
    public long receive(Descriptor device) {
        long result = device.read(in.address(), in.byteSize(), errno);
        size = (int) Math.max(result, 0);
        return result;
    }

    /// Tells whether what was read is a request at all: a whole header that says its own length.
    public boolean isWellFormed() {
        return size >= IN_HEADER && getInt(in, 0) == size && bodyEnd() >= IN_HEADER;
    }

    /// Bytes of the request, header and all.
    public int size() {
        return size;
    }

    /// Copies the request, not the reply, to an exchange that is large enough for it.
    public void copyTo(Exchange target) {
        MemorySegment.copy(in, 0, target.in, 0, size);
        target.size = size;
    }

    /// Who asks.
    public FuseRequest request() {
        return header;
    }

    /// The number in the header, see [Opcode#of].
    public int opcode() {
        return header.opcode();
    }

    /// The request's number as the kernel wrote it, with the mark of resent ones; what INTERRUPT names.
    public long rawUnique() {
        return header.rawUnique();
    }

    /// Of an INTERRUPT: the number of the request whose caller gave up.
    public long interruptedUnique() {
        return bodyLong(0);
    }

    void start(boolean mayWait) {
        header.start(mayWait);
        replyBody = 0;
        gathered = false;
        readOut.release();
    }

    void umask(int value) {
        header.umask(value);
    }

    /// Where the body ends: extensions behind it (none are negotiated) do not belong to it.
    private int bodyEnd() {
        return size - getUnsignedShort(in, 36) * Long.BYTES;
    }

    int bodySize() {
        return bodyEnd() - IN_HEADER;
    }

    int bodyInt(int offset) {
        return getInt(in, IN_HEADER + (long) offset);
    }

    long bodyLong(int offset) {
        return getLong(in, IN_HEADER + (long) offset);
    }

    MemorySegment body(int offset, int length) {
        return in.asSlice(IN_HEADER + (long) offset, length).asReadOnly();
    }

    /// The length of the text at an offset of the body, up to its NUL.
    int textLength(int offset) {
        for (int at = IN_HEADER + offset; at < bodyEnd(); at++) {
            if (in.get(ValueLayout.JAVA_BYTE, at) == 0) {
                return at - IN_HEADER - offset;
            }
        }
        throw new MalformedRequest(Errno.EINVAL, "a text has no end: opcode=" + opcode() + " size=" + size);
    }

    byte[] text(int offset, int length) {
        return in.asSlice(IN_HEADER + (long) offset, length).toArray(ValueLayout.JAVA_BYTE);
    }

    FuseName name(int offset, int length) {
        return FuseName.of(in.asSlice(IN_HEADER + (long) offset, length));
    }

    // ---- the reply

    void replyBody(int bytes) {
        replyBody = bytes;
    }

    void replyGathered() {
        gathered = true;
        replyBody = readOut.total();
    }

    /// Composes a reply of the session's own, in the body handed out.
    MemorySegment ownReply(int bytes) {
        Layouts.zero(out, OUT_HEADER, bytes);
        replyBody = bytes;
        gathered = false;
        return out.asSlice(OUT_HEADER, bytes);
    }

    /// Sets how the request ended; what the handler wrote into the reply counts only after [Answer#OK].
    public void answer(Answer answer) {
        error = switch (answer) {
            case Answer.Done _ -> 0;
            case Answer.Failed failed -> -failed.errno().number();
            case Answer.WouldWait _ -> throw new IllegalStateException("not answered yet: opcode=" + opcode());
        };
    }

    /// Hands the reply to the kernel, through the descriptor that the request came from, and gives back what the
    /// reply refers to.
    ///
    /// @return the number of bytes, or a negative errno; -ENOENT if the kernel does not wait for it any more
    public long send(Descriptor device) {
        try {
            int total = OUT_HEADER + (error == 0 ? replyBody : 0);
            putInt(out, 0, total);
            putInt(out, 4, error);
            putLong(out, 8, rawUnique());
            if (error == 0 && gathered) {
                putLong(vectors, 0, out.address());
                putLong(vectors, 8, OUT_HEADER);
                return device.writev(vectors.address(), readOut.vectorCount(), errno);
            }
            return device.write(out.address(), total, errno);
        } finally {
            readOut.release();
        }
    }

    /// Gives back what a reply refers to that is not going to be sent.
    public void abandonReply() {
        readOut.release();
    }

    /// Gives the memory back; no system call may be using it.
    @Override
    public void close() {
        arena.close();
    }
}
