// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.protocol;

import static io.tarnfs.fusekernel.protocol.Layouts.OUT_HEADER;

import io.tarnfs.fusekernel.handler.Answer;
import io.tarnfs.fusekernel.handler.DirectoryCalls;
import io.tarnfs.fusekernel.handler.FileCalls;
import io.tarnfs.fusekernel.handler.FuseHandler;
import io.tarnfs.fusekernel.handler.FuseName;
import io.tarnfs.fusekernel.handler.FuseRequest;
import io.tarnfs.fusekernel.handler.InodeCalls;
import io.tarnfs.fusekernel.handler.NameCalls;
import io.tarnfs.fusekernel.handler.OpenFlags;
import io.tarnfs.fusekernel.handler.RenameMode;
import io.tarnfs.fusekernel.handler.SyncScope;
import io.tarnfs.fusekernel.handler.XattrCalls;
import io.tarnfs.fusekernel.handler.XattrMode;
import io.tarnfs.linux.errno.Errno;

/// Takes a request apart, calls the handler and puts the reply together.
///
/// Each method draws the body of its request, behind the header, in the order of the fields; `name` is a text that
/// ends in NUL. It keeps no state, so any number of threads may use one.
///
/// A request whose lengths do not fit is answered by EINVAL, a name that is too long by ENAMETOOLONG, without
/// calling the handler.
public final class Dispatcher {
    private static final int GETATTR_FH = 1;
    private static final int OPEN_KILL_SUIDGID = 1;
    private static final int FSYNC_FDATASYNC = 1;
    private static final int SETXATTR_ACL_KILL_SGID = 1;
    private static final int XATTR_CREATE = 1;
    private static final int XATTR_REPLACE = 2;
    private static final int RENAME_NOREPLACE = 1;
    private static final int RENAME_EXCHANGE = 2;
    private static final int FORGET_ONE = 16;

    private final NameCalls names;
    private final InodeCalls inodes;
    private final FileCalls files;
    private final DirectoryCalls directories;
    private final XattrCalls xattrs;

    /// Asks the handler for its facets.
    public Dispatcher(FuseHandler handler) {
        this.names = handler.names();
        this.inodes = handler.inodes();
        this.files = handler.files();
        this.directories = handler.directories();
        this.xattrs = handler.xattrs();
    }

    /// Calls the handler for a request of kind CALL or CHANGE; on OK the reply is composed but for its header.
    ///
    /// @param mayWait whether this is the waiting form of the call
    /// @return the handler's answer, ENOSYS for a request that this engine does not speak
    public Answer dispatch(Exchange exchange, Capabilities capabilities, boolean mayWait) throws InterruptedException {
        exchange.start(mayWait);
        Opcode opcode = Opcode.of(exchange.opcode()).orElse(null);
        if (opcode == null) {
            return Answer.failed(Errno.ENOSYS);
        }
        try {
            requireBody(exchange, opcode.bodySize());
            return call(opcode, exchange, capabilities);
        } catch (MalformedRequest e) {
            return Answer.failed(e.errno());
        }
    }

    /// Tells the handler of a FORGET or BATCH_FORGET; an entry that is cut off is left out.
    public void forget(Exchange exchange) {
        if (exchange.opcode() == Opcode.FORGET.number()) {
            if (exchange.bodySize() >= Opcode.FORGET.bodySize()) {
                names.forget(exchange.request().nodeId(), exchange.bodyLong(0));
            }
            return;
        }
        // count u32, padding, then for each {nodeid u64, nlookup u64}
        if (exchange.bodySize() < Opcode.BATCH_FORGET.bodySize()) {
            return;
        }
        int fit = (exchange.bodySize() - Opcode.BATCH_FORGET.bodySize()) / FORGET_ONE;
        int count = Math.min(exchange.bodyInt(0), fit);
        for (int index = 0; index < count; index++) {
            int at = Opcode.BATCH_FORGET.bodySize() + index * FORGET_ONE;
            names.forget(exchange.bodyLong(at), exchange.bodyLong(at + 8));
        }
    }

    private Answer call(Opcode opcode, Exchange exchange, Capabilities capabilities) throws InterruptedException {
        return switch (opcode) {
            case LOOKUP -> lookup(exchange);
            case SYMLINK -> symlink(exchange);
            case MKNOD -> mknod(exchange);
            case MKDIR -> mkdir(exchange);
            case UNLINK -> names.unlink(exchange.request(), dentryName(exchange, 0));
            case RMDIR -> names.rmdir(exchange.request(), dentryName(exchange, 0));
            case RENAME -> rename(exchange, 8, 0);
            case RENAME2 -> rename(exchange, 16, exchange.bodyInt(8));
            case LINK -> link(exchange);
            case GETATTR -> getattr(exchange);
            case SETATTR -> setattr(exchange);
            case READLINK -> readlink(exchange);
            case ACCESS -> inodes.access(exchange.request(), exchange.bodyInt(0));
            case STATFS -> statfs(exchange);
            case CREATE -> create(exchange);
            case OPEN -> open(exchange);
            case READ -> read(exchange);
            case WRITE -> write(exchange);
            case FLUSH -> files.flush(exchange.request(), exchange.bodyLong(0), exchange.bodyLong(16));
            case FSYNC -> files.fsync(exchange.request(), exchange.bodyLong(0), scope(exchange));
            case RELEASE -> files.release(exchange.request(), exchange.releaseIn);
            case OPENDIR -> opendir(exchange);
            case READDIR -> readdir(exchange);
            case READDIRPLUS -> readdirplus(exchange);
            case FSYNCDIR -> directories.fsyncdir(exchange.request(), exchange.bodyLong(0), scope(exchange));
            case RELEASEDIR -> directories.releasedir(exchange.request(), exchange.releaseIn);
            case SETXATTR -> setxattr(exchange, capabilities);
            case GETXATTR -> getxattr(exchange);
            case LISTXATTR -> listxattr(exchange);
            case REMOVEXATTR -> xattrs.removexattr(exchange.request(), xattrName(exchange, 0));
            case INIT, INTERRUPT, DESTROY, FORGET, BATCH_FORGET ->
                throw new IllegalStateException("answered elsewhere: opcode=" + opcode);
        };
    }

    // ---- names

    /// name
    private Answer lookup(Exchange exchange) throws InterruptedException {
        FuseName name = name(exchange, 0, exchange.textLength(0));
        exchange.replyBody(EntryOut.SIZE);
        return names.lookup(exchange.request(), name, exchange.entryOut.start(OUT_HEADER));
    }

    /// name, target
    private Answer symlink(Exchange exchange) throws InterruptedException {
        FuseName name = dentryName(exchange, 0);
        int targetAt = name.length() + 1;
        int targetLength = exchange.textLength(targetAt);
        if (targetLength == 0 || targetLength > ReadlinkOut.TARGET_MAX) {
            throw new MalformedRequest(
                    targetLength == 0 ? Errno.ENOENT : Errno.ENAMETOOLONG, "target of a link: length=" + targetLength);
        }
        exchange.replyBody(EntryOut.SIZE);
        return names.symlink(
                exchange.request(), name, exchange.text(targetAt, targetLength), exchange.entryOut.start(OUT_HEADER));
    }

    /// mode u32, rdev u32, umask u32, padding, name
    private Answer mknod(Exchange exchange) throws InterruptedException {
        FuseName name = dentryName(exchange, 16);
        exchange.umask(exchange.bodyInt(8));
        exchange.replyBody(EntryOut.SIZE);
        return names.mknod(
                exchange.request(),
                name,
                exchange.bodyInt(0),
                exchange.bodyInt(4),
                exchange.entryOut.start(OUT_HEADER));
    }

    /// mode u32, umask u32, name
    private Answer mkdir(Exchange exchange) throws InterruptedException {
        FuseName name = dentryName(exchange, 8);
        exchange.umask(exchange.bodyInt(4));
        exchange.replyBody(EntryOut.SIZE);
        return names.mkdir(exchange.request(), name, exchange.bodyInt(0), exchange.entryOut.start(OUT_HEADER));
    }

    /// RENAME: newdir u64, name, new name. RENAME2: newdir u64, flags u32, padding, name, new name
    private Answer rename(Exchange exchange, int nameAt, int flags) throws InterruptedException {
        FuseName name = dentryName(exchange, nameAt);
        FuseName newName = dentryName(exchange, nameAt + name.length() + 1);
        RenameMode mode = switch (flags) {
            case 0 -> RenameMode.REPLACE;
            case RENAME_NOREPLACE -> RenameMode.NO_REPLACE;
            case RENAME_EXCHANGE -> RenameMode.EXCHANGE;
            default -> throw new MalformedRequest(Errno.EINVAL, "flags of a rename: flags=" + flags);
        };
        return names.rename(exchange.request(), name, exchange.bodyLong(0), newName, mode);
    }

    /// oldnodeid u64, name
    private Answer link(Exchange exchange) throws InterruptedException {
        FuseName name = dentryName(exchange, 8);
        exchange.replyBody(EntryOut.SIZE);
        return names.link(exchange.request(), exchange.bodyLong(0), name, exchange.entryOut.start(OUT_HEADER));
    }

    // ---- inodes

    /// getattr_flags u32, padding, fh u64
    private Answer getattr(Exchange exchange) throws InterruptedException {
        FuseRequest request = exchange.request();
        boolean hasHandle = (exchange.bodyInt(0) & GETATTR_FH) != 0;
        exchange.replyBody(GetattrOut.SIZE);
        return inodes.getattr(request, hasHandle, exchange.bodyLong(8), exchange.attributesOut.start());
    }

    private Answer setattr(Exchange exchange) throws InterruptedException {
        exchange.replyBody(GetattrOut.SIZE);
        return inodes.setattr(exchange.request(), exchange.setattrIn, exchange.attributesOut.start());
    }

    private Answer readlink(Exchange exchange) throws InterruptedException {
        Answer answer = inodes.readlink(exchange.request(), exchange.readlinkOut.start());
        exchange.replyBody(exchange.readlinkOut.size());
        return answer;
    }

    private Answer statfs(Exchange exchange) throws InterruptedException {
        exchange.replyBody(StatfsOut.SIZE);
        return inodes.statfs(exchange.request(), exchange.statfsOut.start());
    }

    // ---- files

    /// flags u32, mode u32, umask u32, open_flags u32, name
    private Answer create(Exchange exchange) throws InterruptedException {
        FuseName name = dentryName(exchange, 16);
        exchange.umask(exchange.bodyInt(8));
        OpenFlags flags = openFlags(exchange.bodyInt(0), exchange.bodyInt(12));
        exchange.replyBody(CreateOut.SIZE);
        return files.create(exchange.request(), name, exchange.bodyInt(4), flags, exchange.createOut.start());
    }

    /// flags u32, open_flags u32
    private Answer open(Exchange exchange) throws InterruptedException {
        OpenFlags flags = openFlags(exchange.bodyInt(0), exchange.bodyInt(4));
        exchange.replyBody(OpenOut.SIZE);
        return files.open(exchange.request(), flags, exchange.openOut.start(OUT_HEADER));
    }

    private static OpenFlags openFlags(int flags, int openFlags) {
        return new OpenFlags(flags, (openFlags & OPEN_KILL_SUIDGID) != 0);
    }

    private Answer read(Exchange exchange) throws InterruptedException {
        ReadIn call = exchange.readIn;
        requireRange(call.offset(), call.size());
        Answer answer = files.read(exchange.request(), call, exchange.readOut.start(call.size()));
        exchange.replyGathered();
        return answer;
    }

    private Answer write(Exchange exchange) throws InterruptedException {
        WriteIn call = exchange.writeIn;
        requireRange(call.offset(), call.size());
        if (call.size() != exchange.bodySize() - Opcode.WRITE.bodySize()) {
            throw new MalformedRequest(Errno.EINVAL, "payload of a write: size=" + call.size());
        }
        exchange.replyBody(WriteOut.SIZE);
        return files.write(exchange.request(), call, exchange.writeOut.start(call.size()));
    }

    /// fh u64, fsync_flags u32, padding
    private static SyncScope scope(Exchange exchange) {
        return (exchange.bodyInt(8) & FSYNC_FDATASYNC) != 0 ? SyncScope.DATA : SyncScope.ALL;
    }

    // ---- directories

    /// flags u32, open_flags u32
    private Answer opendir(Exchange exchange) throws InterruptedException {
        OpenFlags flags = openFlags(exchange.bodyInt(0), exchange.bodyInt(4));
        exchange.replyBody(OpenOut.SIZE);
        return directories.opendir(exchange.request(), flags, exchange.openOut.start(OUT_HEADER));
    }

    private Answer readdir(Exchange exchange) throws InterruptedException {
        ReadIn call = exchange.readIn;
        requireSize(call.size());
        Answer answer = directories.readdir(
                exchange.request(), call.handle(), call.offset(), exchange.directoryOut.startPlain(call.size()));
        exchange.replyBody(exchange.directoryOut.size());
        return answer;
    }

    private Answer readdirplus(Exchange exchange) throws InterruptedException {
        ReadIn call = exchange.readIn;
        requireSize(call.size());
        Answer answer = directories.readdirplus(
                exchange.request(), call.handle(), call.offset(), exchange.directoryOut.startPlus(call.size()));
        exchange.replyBody(exchange.directoryOut.size());
        return answer;
    }

    // ---- extended attributes

    /// size u32, flags u32, (extended: setxattr_flags u32, padding,) name, value
    private Answer setxattr(Exchange exchange, Capabilities capabilities) throws InterruptedException {
        boolean extended = capabilities.extendedSetxattr();
        int nameAt = extended ? 16 : 8;
        requireBody(exchange, nameAt);
        FuseName name = xattrName(exchange, nameAt);
        int size = exchange.bodyInt(0);
        int valueAt = nameAt + name.length() + 1;
        if (size != exchange.bodySize() - valueAt) {
            throw new MalformedRequest(Errno.EINVAL, "value of an extended attribute: size=" + size);
        }
        boolean clearSgid = extended && (exchange.bodyInt(8) & SETXATTR_ACL_KILL_SGID) != 0;
        XattrMode mode = switch (exchange.bodyInt(4)) {
            case 0 -> XattrMode.ANY;
            case XATTR_CREATE -> XattrMode.CREATE;
            case XATTR_REPLACE -> XattrMode.REPLACE;
            default -> throw new MalformedRequest(Errno.EINVAL, "flags of setxattr");
        };
        return xattrs.setxattr(exchange.request(), name, exchange.body(valueAt, size), mode, clearSgid);
    }

    /// size u32, padding, name
    private Answer getxattr(Exchange exchange) throws InterruptedException {
        FuseName name = xattrName(exchange, 8);
        return sized(exchange, xattrs.getxattr(exchange.request(), name, exchange.xattrOut.start()));
    }

    /// size u32, padding
    private Answer listxattr(Exchange exchange) throws InterruptedException {
        return sized(exchange, xattrs.listxattr(exchange.request(), exchange.xattrOut.start()));
    }

    private static Answer sized(Exchange exchange, Answer answer) {
        if (!(answer instanceof Answer.Done)) {
            return answer;
        }
        int wanted = exchange.bodyInt(0);
        Answer fitting = exchange.xattrOut.answer(wanted);
        if (fitting instanceof Answer.Done) {
            exchange.replyBody(exchange.xattrOut.finish(wanted));
        }
        return fitting;
    }

    // ---- checks

    private static void requireBody(Exchange exchange, int size) {
        if (exchange.bodySize() < size) {
            throw new MalformedRequest(
                    Errno.EINVAL, "body too short: opcode=" + exchange.opcode() + " size=" + exchange.bodySize());
        }
    }

    private static void requireSize(int size) {
        if (size < 0) {
            throw new MalformedRequest(Errno.EINVAL, "size=" + Integer.toUnsignedString(size));
        }
    }

    private static void requireRange(long offset, int size) {
        requireSize(size);
        if (offset < 0 || offset > Long.MAX_VALUE - size) {
            throw new MalformedRequest(Errno.EINVAL, "offset=" + Long.toUnsignedString(offset));
        }
    }

    private static FuseName dentryName(Exchange exchange, int offset) {
        int length = exchange.textLength(offset);
        FuseName name = name(exchange, offset, length);
        for (int index = 0; index < length; index++) {
            if (name.at(index) == '/') {
                throw new MalformedRequest(Errno.EINVAL, "a name with a slash: opcode=" + exchange.opcode());
            }
        }
        if (name.isSelf() || name.isParent()) {
            throw new MalformedRequest(Errno.EINVAL, "not a name to change: opcode=" + exchange.opcode());
        }
        return name;
    }

    private static FuseName xattrName(Exchange exchange, int offset) {
        return name(exchange, offset, exchange.textLength(offset));
    }

    private static FuseName name(Exchange exchange, int offset, int length) {
        if (length == 0 || length > FuseName.LENGTH_MAX) {
            throw new MalformedRequest(
                    length == 0 ? Errno.EINVAL : Errno.ENAMETOOLONG, "length of a name: length=" + length);
        }
        return exchange.name(offset, length);
    }
}
