// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.vfs;

import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.namespace.AttributeChange;
import io.tarnfs.model.namespace.Attributes;
import io.tarnfs.model.namespace.Command;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.model.namespace.Query;
import io.tarnfs.model.namespace.Result;
import io.tarnfs.mount.openfile.OpenInode;
import java.util.concurrent.locks.ReentrantLock;

/// The calls about attributes: stat, chmod, chown, truncate, utimensat, readlink.
public final class AttributeCalls {
    private final VolumeFileSystem fs;

    AttributeCalls(VolumeFileSystem fs) {
        this.fs = fs;
    }

    /// Tells the attributes, size and times as written here included.
    public Outcome<Attributes> get(Call call, InodeId inode) {
        return fs.overlaid(
                () -> fs.ask(call, new Query.GetAttributes(fs.session().volumeId(), inode)), fs::overlay);
    }

    /// Changes attributes. A new size of an open file waits for a flush on its way.
    public Outcome<Attributes> set(Call call, InodeId inode, AttributeChange change) throws InterruptedException {
        if (!call.mayWait()) {
            return new Outcome.WouldWait<>();
        }
        ReentrantLock guard = fs.inodes().guard(inode);
        guard.lockInterruptibly();
        try {
            return Outcomes.map(send(call, inode, change), node -> fs.overlay(node.attributes()));
        } finally {
            guard.unlock();
        }
    }

    private Outcome<Result.Node> send(Call call, InodeId inode, AttributeChange change) throws InterruptedException {
        OpenInode open = fs.inodes().find(inode);
        OpenInode.AttributeSender sender =
                () -> fs.session().execute(call.request(), header -> new Command.SetAttributes(header, inode, change));
        return open != null && open.concerns(change) ? open.change(change, sender) : sender.send();
    }

    /// Reads the target of a symbolic link.
    public Outcome<Bytes> readlink(Call call, InodeId inode) {
        return fs.ask(call, new Query.ReadSymlink(fs.session().volumeId(), inode));
    }
}
