// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.vfs;

import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.namespace.Attributes;
import io.tarnfs.model.namespace.Command;
import io.tarnfs.model.namespace.FsError;
import io.tarnfs.model.namespace.Name;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.model.namespace.Query;
import io.tarnfs.model.namespace.Result;
import java.util.List;

/// The calls about extended attributes (xattr(7)): the namespaces user, trusted and security. The kernel has
/// checked who may.
public final class XattrCalls {
    private static final List<String> NAMESPACES = List.of("user.", "trusted.", "security.");

    private final VolumeFileSystem fs;

    XattrCalls(VolumeFileSystem fs) {
        this.fs = fs;
    }

    /// Sets an attribute; NOT_SUPPORTED in a namespace that is not kept.
    public Outcome<Attributes> set(Call call, InodeId inode, Result.Xattr attribute, Command.XattrMode mode) {
        if (!isKept(attribute.name())) {
            return Outcome.failure(FsError.NOT_SUPPORTED);
        }
        if (!call.mayWait()) {
            return new Outcome.WouldWait<>();
        }
        Outcome<Result.Node> changed = fs.session()
                .execute(
                        call.request(),
                        header -> new Command.SetXattr(header, inode, attribute.name(), attribute.value(), mode));
        return Outcomes.map(changed, Result.Node::attributes);
    }

    /// Tells the value; NO_ATTRIBUTE if it is not there.
    ///
    /// The kernel asks for security.capability before every write and for ACLs at every listing: an inode
    /// without any attribute is answered from its attributes alone.
    public Outcome<Bytes> get(Call call, InodeId inode, Name name) {
        if (!isKept(name)) {
            return Outcome.failure(FsError.NOT_SUPPORTED);
        }
        Outcome<Attributes> found =
                fs.ask(call, new Query.GetAttributes(fs.session().volumeId(), inode));
        if (!(found instanceof Outcome.Success<Attributes>(Attributes attributes, var _))) {
            return Outcomes.failed(found);
        }
        if ((attributes.flags() & Attributes.FLAG_XATTRS) == 0) {
            return Outcome.failure(FsError.NO_ATTRIBUTE);
        }
        return fs.ask(call, new Query.GetXattr(fs.session().volumeId(), inode, name));
    }

    /// Tells all names.
    public Outcome<List<Name>> list(Call call, InodeId inode) {
        return fs.ask(call, new Query.ListXattrs(fs.session().volumeId(), inode));
    }

    /// Removes an attribute.
    public Outcome<Attributes> remove(Call call, InodeId inode, Name name) {
        if (!isKept(name)) {
            return Outcome.failure(FsError.NOT_SUPPORTED);
        }
        if (!call.mayWait()) {
            return new Outcome.WouldWait<>();
        }
        Outcome<Result.Node> changed =
                fs.session().execute(call.request(), header -> new Command.RemoveXattr(header, inode, name));
        return Outcomes.map(changed, Result.Node::attributes);
    }

    private static boolean isKept(Name name) {
        return NAMESPACES.stream().anyMatch(name.latin1()::startsWith);
    }
}
