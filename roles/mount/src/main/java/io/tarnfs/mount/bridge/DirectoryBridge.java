// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.bridge;

import io.tarnfs.fusekernel.handler.Answer;
import io.tarnfs.fusekernel.handler.DirectoryCalls;
import io.tarnfs.fusekernel.handler.DirectoryPlusReply;
import io.tarnfs.fusekernel.handler.DirectoryReply;
import io.tarnfs.fusekernel.handler.EntryReply;
import io.tarnfs.fusekernel.handler.FileType;
import io.tarnfs.fusekernel.handler.FuseRequest;
import io.tarnfs.fusekernel.handler.OpenFlags;
import io.tarnfs.fusekernel.handler.OpenReply;
import io.tarnfs.fusekernel.handler.ReleaseCall;
import io.tarnfs.fusekernel.handler.SyncScope;
import io.tarnfs.linux.errno.Errno;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.namespace.Attributes;
import io.tarnfs.model.namespace.DirectoryEntry;
import io.tarnfs.model.namespace.FsError;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.model.namespace.Query;
import io.tarnfs.mount.vfs.Call;
import io.tarnfs.mount.vfs.VolumeFileSystem;

/// Requests about directories.
///
/// The offset of an entry is a function of its name, so a listing can be resumed by anyone at any time and no
/// state is kept between requests: 1 behind `.`, 2 behind `..`, cookie + 3 behind a name.
final class DirectoryBridge implements DirectoryCalls {
    private static final long BEHIND_SELF = 1;
    private static final long BEHIND_PARENT = 2;
    private static final long COOKIE_BASE = 3;

    /// About what fits in a reply of 4 KiB without and with attributes; larger replies take several pages.
    private static final int PAGE = 128;

    private static final int PAGE_PLUS = 32;

    private final VolumeFileSystem fs;
    private final Translation translation;

    DirectoryBridge(VolumeFileSystem fs, Translation translation) {
        this.fs = fs;
        this.translation = translation;
    }

    /// An open directory is held like an open file, so that it can still be asked about after rmdir(2).
    @Override
    public Answer opendir(FuseRequest request, OpenFlags flags, OpenReply reply) throws InterruptedException {
        return Translation.answer(
                fs.files().open(Translation.call(request), Translation.inode(request.nodeId()), false, false),
                opened -> reply.handle(opened.handle()));
    }

    @Override
    public Answer readdir(FuseRequest request, long handle, long offset, DirectoryReply reply) {
        return fill(request, offset, PAGE, new Appender() {
            @Override
            public boolean self(byte[] name, long ino, long next) {
                return reply.add(name, ino, FileType.DIRECTORY, next);
            }

            @Override
            public boolean entry(DirectoryEntry entry, long next) {
                return reply.add(entry.name().toBytes(), entry.inode().value(), Translation.type(entry.type()), next);
            }

            @Override
            public long mark() {
                return reply.mark();
            }

            @Override
            public void rewindTo(long mark) {
                reply.rewindTo(mark);
            }
        });
    }

    @Override
    public Answer readdirplus(FuseRequest request, long handle, long offset, DirectoryPlusReply reply) {
        return fill(request, offset, PAGE_PLUS, new Appender() {
            @Override
            public boolean self(byte[] name, long ino, long next) {
                return reply.add(name, ino, FileType.DIRECTORY, next) != null;
            }

            @Override
            public boolean entry(DirectoryEntry entry, long next) {
                EntryReply lookup =
                        reply.add(entry.name().toBytes(), entry.inode().value(), Translation.type(entry.type()), next);
                Attributes attributes = entry.attributes();
                if (lookup != null && attributes != null) {
                    translation.fill(lookup, attributes);
                }
                return lookup != null;
            }

            @Override
            public long mark() {
                return reply.mark();
            }

            @Override
            public void rewindTo(long mark) {
                reply.rewindTo(mark);
            }
        });
    }

    /// What both kinds of reply have in common; each method says whether the entry fitted.
    private interface Appender {
        boolean self(byte[] name, long ino, long next);

        boolean entry(DirectoryEntry entry, long next);

        long mark();

        void rewindTo(long mark);
    }

    private Answer fill(FuseRequest request, long offset, int limit, Appender reply) {
        Call call = Translation.call(request);
        InodeId directory = Translation.inode(request.nodeId());
        if (offset < BEHIND_PARENT) {
            Outcome<Attributes> parent = fs.names().parent(call, directory);
            long parentIno = parent instanceof Outcome.Success<Attributes>(Attributes attributes, var _)
                    ? attributes.inode().value()
                    : directory.value();
            if (parent instanceof Outcome.WouldWait<Attributes>) {
                return Answer.WOULD_WAIT;
            }
            if (offset < BEHIND_SELF && !reply.self(new byte[] {'.'}, directory.value(), BEHIND_SELF)) {
                return Answer.failed(Errno.EINVAL);
            }
            if (!reply.self(new byte[] {'.', '.'}, parentIno, BEHIND_PARENT)) {
                return Answer.OK;
            }
        }
        long after = offset < COOKIE_BASE ? -1 : offset - COOKIE_BASE;
        return fillNames(call, directory, new Cursor(after, limit), reply);
    }

    private record Cursor(long after, int limit) {}

    private Answer fillNames(Call call, InodeId directory, Cursor start, Appender reply) {
        boolean plus = start.limit() == PAGE_PLUS;
        long after = start.after();
        boolean any = false;
        while (true) {
            Outcome<Query.DirectoryPage> outcome = fs.names().list(call, directory, after, start.limit(), plus);
            if (!(outcome instanceof Outcome.Success<Query.DirectoryPage>(Query.DirectoryPage page, var _))) {
                return any && !(outcome instanceof Outcome.WouldWait<Query.DirectoryPage>)
                        ? Answer.OK
                        : removedOrFailed(outcome);
            }
            if (!append(page, reply) || page.end()) {
                return Answer.OK;
            }
            any = true;
            after = page.entries().getLast().cookie();
        }
    }

    /// A directory that was removed while it is open reads as empty.
    private static Answer removedOrFailed(Outcome<Query.DirectoryPage> outcome) {
        return outcome instanceof Outcome.Failure<Query.DirectoryPage>(FsError error, var _)
                        && error == FsError.NOT_FOUND
                ? Answer.OK
                : Translation.answer(outcome);
    }

    /// Appends what fits; names of one cookie stay together, because a listing resumes behind the cookie.
    private static boolean append(Query.DirectoryPage page, Appender reply) {
        long group = -1;
        long groupMark = reply.mark();
        for (DirectoryEntry entry : page.entries()) {
            if (entry.cookie() != group) {
                group = entry.cookie();
                groupMark = reply.mark();
            }
            if (!reply.entry(entry, group + COOKIE_BASE)) {
                reply.rewindTo(groupMark);
                return false;
            }
        }
        return true;
    }

    @Override
    public Answer fsyncdir(FuseRequest request, long handle, SyncScope scope) {
        // Every change of names was durable before it was answered.
        return Answer.OK;
    }

    @Override
    public Answer releasedir(FuseRequest request, ReleaseCall call) {
        return Translation.answer(fs.files().release(Translation.call(request), call.handle()));
    }
}
