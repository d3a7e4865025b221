// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.vfs;

import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.namespace.Attributes;
import io.tarnfs.model.namespace.Command;
import io.tarnfs.model.namespace.DirectoryEntry;
import io.tarnfs.model.namespace.FileType;
import io.tarnfs.model.namespace.FsError;
import io.tarnfs.model.namespace.Name;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.model.namespace.Query;
import io.tarnfs.model.namespace.Result;
import io.tarnfs.mount.openfile.OpenInode;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The calls about names: lookup, mknod and its kin, link, unlink, rmdir, rename, readdir.
public final class NamespaceCalls {
    private final VolumeFileSystem fs;

    NamespaceCalls(VolumeFileSystem fs) {
        this.fs = fs;
    }

    /// Finds a name; NOT_FOUND if there is none.
    public Outcome<Attributes> lookup(Call call, InodeId parent, Name name) {
        return fs.overlaid(() -> fs.ask(call, new Query.Lookup(fs.session().volumeId(), parent, name)), fs::overlay);
    }

    /// Finds the directory that a directory lies in (`..`).
    public Outcome<Attributes> parent(Call call, InodeId directory) {
        return fs.ask(call, new Query.GetParent(fs.session().volumeId(), directory));
    }

    /// What a new inode is to be.
    ///
    /// @param type   what it is
    /// @param mode   the low 12 bits as asked for; the umask is applied here
    /// @param device of a device file
    /// @param target of a symbolic link
    public record NewInode(FileType type, int mode, int device, Bytes target) {}

    /// Makes an inode: mkdir(2), mknod(2), symlink(2), the making half of open(2).
    public Outcome<Attributes> make(Call call, InodeId parent, Name name, NewInode wanted) {
        if (!call.mayWait()) {
            return new Outcome.WouldWait<>();
        }
        Outcome<Attributes> directory =
                fs.ask(call, new Query.GetAttributes(fs.session().volumeId(), parent));
        if (!(directory instanceof Outcome.Success<Attributes>(Attributes in, var _))) {
            return directory;
        }
        Command.NewNode node = new Command.NewNode(
                wanted.type(),
                permissions(call, in, wanted),
                owner(call, in),
                wanted.device(),
                wanted.target(),
                List.of());
        Outcome<Result.Node> made =
                fs.session().execute(call.request(), header -> new Command.MakeNode(header, parent, name, node));
        return Outcomes.map(made, Result.Node::attributes);
    }

    /// In a directory with the sgid bit a new inode takes the directory's group, and a new directory the bit
    /// as well (inode(7)). The mode of a symbolic link is 0777 whatever the umask.
    private static Attributes.Owner owner(Call call, Attributes directory) {
        boolean inherits = (directory.permissions() & Attributes.SGID) != 0;
        return new Attributes.Owner(
                call.caller().uid(),
                inherits ? directory.owner().gid() : call.caller().gid());
    }

    private static int permissions(Call call, Attributes directory, NewInode wanted) {
        if (wanted.type() == FileType.SYMLINK) {
            return 0777;
        }
        int permissions = wanted.mode() & Attributes.PERMISSIONS_MASK & ~call.umask();
        boolean inherits = wanted.type() == FileType.DIRECTORY && (directory.permissions() & Attributes.SGID) != 0;
        return inherits ? permissions | Attributes.SGID : permissions;
    }

    /// Gives an inode another name. Dirty data is made durable first, so that no crash leaves the new name
    /// with less than was written.
    public Outcome<Attributes> link(Call call, InodeId inode, InodeId parent, Name name) throws InterruptedException {
        if (!call.mayWait()) {
            return new Outcome.WouldWait<>();
        }
        FsError dirty = flush(inode);
        if (dirty != null) {
            return Outcome.failure(dirty);
        }
        Outcome<Result.Node> linked =
                fs.session().execute(call.request(), header -> new Command.Link(header, inode, parent, name));
        return Outcomes.map(linked, node -> fs.overlay(node.attributes()));
    }

    /// Takes a name away: unlink(2), or rmdir(2) if `directory`.
    ///
    /// @return the inode that lost the name
    public Outcome<Attributes> remove(Call call, InodeId parent, Name name, boolean directory)
            throws InterruptedException {
        if (!call.mayWait()) {
            return new Outcome.WouldWait<>();
        }
        Outcome<Result.Removed> removed = keepingOpen(
                call,
                new Place(parent, name),
                () -> fs.session()
                        .execute(call.request(), header -> new Command.Remove(header, parent, name, directory)));
        return Outcomes.map(removed, Result.Removed::attributes);
    }

    /// A name in a directory.
    ///
    /// @param parent the directory
    /// @param name   the name
    public record Place(InodeId parent, Name name) {}

    /// Moves a name: rename(2), renameat2(2). Dirty data of the source is made durable first, so that no
    /// crash leaves an old name's file replaced by an empty one.
    public Outcome<Result.Renamed> rename(Call call, Place from, Place to, Command.RenameMode mode)
            throws InterruptedException {
        if (!call.mayWait()) {
            return new Outcome.WouldWait<>();
        }
        Outcome<Attributes> source =
                fs.ask(call, new Query.Lookup(fs.session().volumeId(), from.parent(), from.name()));
        if (!(source instanceof Outcome.Success<Attributes>(Attributes moved, var _))) {
            return Outcomes.failed(source);
        }
        FsError dirty = flush(moved.inode());
        if (dirty != null) {
            return Outcome.failure(dirty);
        }
        Sending<Result.Renamed> send = () -> fs.session()
                .execute(
                        call.request(),
                        header -> new Command.Rename(header, from.parent(), from.name(), to.parent(), to.name(), mode));
        return mode == Command.RenameMode.REPLACE ? keepingOpen(call, to, send) : send.send();
    }

    /// Reads a page of a directory, without `.` and `..`.
    public Outcome<Query.DirectoryPage> list(Call call, InodeId directory, long after, int limit, boolean attributes) {
        Query.ListDirectory query =
                new Query.ListDirectory(fs.session().volumeId(), directory, after, limit, attributes);
        return attributes ? fs.overlaid(() -> fs.ask(call, query), this::overlay) : fs.ask(call, query);
    }

    private Query.DirectoryPage overlay(Query.DirectoryPage page) {
        return new Query.DirectoryPage(
                page.entries().stream().map(this::overlay).toList(), page.end());
    }

    private DirectoryEntry overlay(DirectoryEntry entry) {
        Attributes listed = entry.attributes();
        return listed == null
                ? entry
                : new DirectoryEntry(entry.cookie(), entry.name(), entry.inode(), entry.type(), fs.overlay(listed));
    }

    private interface Sending<R> {
        Outcome<R> send();
    }

    /// Sends a command that may take the name of whatever is at a place away; if that is open the service is
    /// told before, so that its data stays until it is closed.
    ///
    /// Between the look at the place and the command nobody else changes the place: the kernel holds the
    /// directory's lock across the request. The guard keeps the victim from being opened or closed meanwhile.
    private <R> Outcome<R> keepingOpen(Call call, Place place, Sending<R> command) throws InterruptedException {
        Attributes victim = Outcomes.valueOrNull(
                fs.ask(call, new Query.Lookup(fs.session().volumeId(), place.parent(), place.name())));
        if (victim == null) {
            return command.send();
        }
        ReentrantLock guard = fs.inodes().guard(victim.inode());
        guard.lockInterruptibly();
        try {
            FsError unreported = fs.inodes().reportOpen(victim.inode());
            return unreported == null ? command.send() : Outcome.failure(unreported);
        } finally {
            guard.unlock();
        }
    }

    private @Nullable FsError flush(InodeId inode) throws InterruptedException {
        OpenInode open = fs.inodes().find(inode);
        return open == null ? null : fs.inodes().flusher().flush(open);
    }
}
