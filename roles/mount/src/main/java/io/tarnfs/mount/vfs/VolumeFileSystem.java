// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.vfs;

import io.tarnfs.model.namespace.Attributes;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.model.namespace.Query;
import io.tarnfs.model.volume.VolumeUsage;
import io.tarnfs.mount.content.FileReader;
import io.tarnfs.mount.openfile.OpenInode;
import io.tarnfs.mount.openfile.OpenInodes;
import io.tarnfs.mount.session.MountSession;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// One mounted volume, as POSIX calls in four facets. May be used from any thread.
public final class VolumeFileSystem {
    /// A look takes microseconds and a flush milliseconds: that one ends during each of so many looks at the
    /// very file that is looked at does not happen, and a long listing must end.
    private static final int LOOKS_MAX = 4;

    private final MountSession session;
    private final OpenInodes inodes;
    private final NamespaceCalls names;
    private final AttributeCalls attributes;
    private final FileCalls files;
    private final XattrCalls xattrs;

    /// Puts the calls on top of a session, its open files, and the reader of listed content.
    public VolumeFileSystem(MountSession session, OpenInodes inodes, FileReader reader) {
        this.session = session;
        this.inodes = inodes;
        this.files = new FileCalls(this, reader);
        this.names = new NamespaceCalls(this);
        this.attributes = new AttributeCalls(this);
        this.xattrs = new XattrCalls(this);
    }

    /// Returns the calls about names.
    public NamespaceCalls names() {
        return names;
    }

    /// Returns the calls about attributes.
    public AttributeCalls attributes() {
        return attributes;
    }

    /// Returns the calls about open files.
    public FileCalls files() {
        return files;
    }

    /// Returns the calls about extended attributes.
    public XattrCalls xattrs() {
        return xattrs;
    }

    /// Tells what the volume holds.
    public Outcome<VolumeUsage> usage(Call call) {
        return ask(call, new Query.GetUsage(session.volumeId()));
    }

    /// Returns the size of a block of this volume, in bytes.
    public int blockSizeBytes() {
        return session.volume().settings().blockSizeBytes();
    }

    /// Returns the life of the volume, which the kernel sees as generation of its inodes.
    public long life() {
        return session.volume().life().value();
    }

    /// Tells that the kernel has the answer to a request.
    public void replied(long unique) {
        session.replied(unique);
    }

    MountSession session() {
        return session;
    }

    OpenInodes inodes() {
        return inodes;
    }

    /// Asks the service in the form that the call allows.
    <A> Outcome<A> ask(Call call, Query<A> query) {
        return call.mayWait()
                ? session.service().query(query)
                : session.service().tryQuery(query);
    }

    /// Asks for attributes and lays what is open over them; again if a flush ended in between, since its size
    /// and times may then be in neither.
    <A> Outcome<A> overlaid(Supplier<Outcome<A>> listed, UnaryOperator<A> overlay) {
        for (int look = 1; ; look++) {
            long before = inodes.landings();
            Outcome<A> outcome = Outcomes.map(listed.get(), overlay);
            if (inodes.landings() == before || look == LOOKS_MAX) {
                return outcome;
            }
        }
    }

    /// Lays what is open over attributes that a command or query brought.
    Attributes overlay(Attributes listed) {
        OpenInode open = inodes.find(listed.inode());
        return open == null ? listed : open.overlay(listed);
    }
}
