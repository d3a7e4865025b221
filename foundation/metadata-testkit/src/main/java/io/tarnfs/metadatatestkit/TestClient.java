// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadatatestkit;

import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.content.Extent;
import io.tarnfs.model.content.Location;
import io.tarnfs.model.identity.InodeId;
import io.tarnfs.model.identity.ObjectId;
import io.tarnfs.model.identity.SessionId;
import io.tarnfs.model.identity.VolumeId;
import io.tarnfs.model.namespace.AttributeChange;
import io.tarnfs.model.namespace.Attributes;
import io.tarnfs.model.namespace.Caller;
import io.tarnfs.model.namespace.Command;
import io.tarnfs.model.namespace.CommandHeader;
import io.tarnfs.model.namespace.CommandKey;
import io.tarnfs.model.namespace.FileType;
import io.tarnfs.model.namespace.FsError;
import io.tarnfs.model.namespace.MetadataService;
import io.tarnfs.model.namespace.Name;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.model.namespace.Query;
import io.tarnfs.model.namespace.Result;
import io.tarnfs.model.volume.VolumeInfo;
import io.tarnfs.model.volume.VolumeSettings;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// One mount, as a test plays it: a session of a volume that numbers its commands.
public final class TestClient {
    /// Owner of what the client makes.
    public static final Attributes.Owner OWNER = new Attributes.Owner(1_000, 100);

    private final MetadataService service;
    private final VolumeInfo volume;
    private final Result.SessionGrant grant;
    private long number;

    /// Makes a client of a session that is open.
    public TestClient(MetadataService service, VolumeInfo volume, Result.SessionGrant grant) {
        this.service = service;
        this.volume = volume;
        this.grant = grant;
    }

    /// Makes a volume with blocks of 256 KiB and opens a session on it.
    public static TestClient onNewVolume(MetadataService service, String name) {
        VolumeInfo volume = createVolume(service, name, 0);
        return new TestClient(service, volume, openSession(service, volume.id()));
    }

    /// Makes a volume with blocks of 256 KiB.
    public static VolumeInfo createVolume(MetadataService service, String name, long retentionSeconds) {
        VolumeSettings settings = new VolumeSettings(
                VolumeSettings.BLOCK_SIZE_MIN, "lz4", "aes-256-gcm", "file:///store", retentionSeconds);
        CommandHeader header = operator(VolumeId.SERVICE, "create " + name);
        return value(service.execute(new Command.CreateVolume(header, name, settings, List.of())))
                .info();
    }

    /// Opens a session.
    public static Result.SessionGrant openSession(MetadataService service, VolumeId volume) {
        int sessions = OPENED.incrementAndGet();
        return value(service.execute(new Command.OpenSession(operator(volume, "open " + sessions), "a test")));
    }

    private static final AtomicInteger OPENED = new AtomicInteger();

    /// Returns the header of a command of the operator; the same words give the same key.
    public static CommandHeader operator(VolumeId volume, String words) {
        long number = words.hashCode() & 0xffffffffL;
        CommandKey key = new CommandKey(SessionId.OPERATOR, volume.value(), CommandKey.Origin.CLIENT, number, 0);
        return new CommandHeader(volume, key, 0, new Caller(7, 8));
    }

    /// Returns the value of a success.
    ///
    /// @throws AssertionError if it is none
    public static <T> T value(Outcome<T> outcome) {
        if (outcome instanceof Outcome.Success<T> success) {
            return success.value();
        }
        throw new AssertionError("refused: " + outcome);
    }

    /// Returns the error of a failure.
    ///
    /// @throws AssertionError if it is none
    public static FsError error(Outcome<?> outcome) {
        if (outcome instanceof Outcome.Failure<?> failure) {
            return failure.error();
        }
        throw new AssertionError("not refused: " + outcome);
    }

    /// Returns the service.
    public MetadataService service() {
        return service;
    }

    /// Returns the volume.
    public VolumeId volume() {
        return volume.id();
    }

    /// Returns what was told of the volume when it was made.
    public VolumeInfo info() {
        return volume;
    }

    /// Returns the session.
    public Result.SessionGrant grant() {
        return grant;
    }

    /// Goes on with numbers behind `ofNumber`, for several clients of one session.
    public void skipTo(long ofNumber) {
        number = ofNumber;
    }

    /// Returns the header of the next command.
    public CommandHeader header() {
        return header(++number);
    }

    /// Returns the header of the command of that number, which confirms nothing.
    public CommandHeader header(long ofNumber) {
        CommandKey key = new CommandKey(grant.session(), grant.incarnation(), CommandKey.Origin.CLIENT, ofNumber, 0);
        return new CommandHeader(volume.id(), key, 0, Caller.ROOT);
    }

    /// Makes an inode without xattrs.
    public Outcome<Result.Node> make(InodeId parent, String name, FileType type, int permissions) {
        Bytes target = type == FileType.SYMLINK ? Bytes.copyOf(new byte[] {'t'}) : Bytes.EMPTY;
        Command.NewNode node = new Command.NewNode(type, permissions, OWNER, 0, target, List.of());
        return service.execute(new Command.MakeNode(header(), parent, Name.of(name), node));
    }

    /// Makes a regular file.
    public Attributes file(InodeId parent, String name) {
        return value(make(parent, name, FileType.REGULAR, 0644)).attributes();
    }

    /// Makes a directory.
    public Attributes directory(InodeId parent, String name) {
        return value(make(parent, name, FileType.DIRECTORY, 0755)).attributes();
    }

    /// Gives an inode another name.
    public Outcome<Result.Node> link(InodeId inode, InodeId parent, String name) {
        return service.execute(new Command.Link(header(), inode, parent, Name.of(name)));
    }

    /// Removes a name that leads to no directory.
    public Outcome<Result.Removed> unlink(InodeId parent, String name) {
        return service.execute(new Command.Remove(header(), parent, Name.of(name), false));
    }

    /// Removes a directory.
    public Outcome<Result.Removed> rmdir(InodeId parent, String name) {
        return service.execute(new Command.Remove(header(), parent, Name.of(name), true));
    }

    /// Moves a name.
    public Outcome<Result.Renamed> rename(
            InodeId parent, String name, InodeId newParent, String newName, Command.RenameMode mode) {
        return service.execute(new Command.Rename(header(), parent, Name.of(name), newParent, Name.of(newName), mode));
    }

    /// Changes attributes.
    public Outcome<Result.Node> set(InodeId inode, AttributeChange change) {
        return service.execute(new Command.SetAttributes(header(), inode, change));
    }

    /// Cuts or grows a file.
    public Attributes resize(InodeId inode, long size) {
        return value(set(inode, AttributeChange.ofSize(size))).attributes();
    }

    /// Sets an extended attribute.
    public Outcome<Result.Node> setXattr(InodeId inode, String name, Bytes value, Command.XattrMode mode) {
        return service.execute(new Command.SetXattr(header(), inode, Name.of(name), value, mode));
    }

    /// Removes an extended attribute.
    public Outcome<Result.Node> removeXattr(InodeId inode, String name) {
        return service.execute(new Command.RemoveXattr(header(), inode, Name.of(name)));
    }

    /// Leases object ids.
    public Result.IdRange lease(int count) {
        return value(service.execute(new Command.LeaseIds(header(), count)));
    }

    /// Lists extents, without a time.
    public Outcome<Result.Node> commit(InodeId inode, long sizeAtLeast, Extent... extents) {
        return service.execute(new Command.CommitExtents(header(), inode, List.of(extents), sizeAtLeast, null, false));
    }

    /// Returns an extent of the object of that index in a range.
    public static Extent extent(Result.IdRange range, int index, long block, int offset, int length) {
        ObjectId object = new ObjectId(range.first().value() + index);
        return new Extent(block, offset, length, new Location.Stored(object, range.salt(), 100, 0));
    }

    /// Tells that the inode was opened or closed.
    public Outcome<Result.Done> reportOpen(InodeId inode, boolean open) {
        return service.execute(new Command.ReportOpen(header(), inode, open));
    }

    /// Says goodbye.
    public Outcome<Result.Done> end() {
        return service.execute(new Command.EndSession(header(), grant.session(), false));
    }

    /// Asks for the inode under a name.
    public Outcome<Attributes> lookup(InodeId parent, String name) {
        return service.query(new Query.Lookup(volume.id(), parent, Name.of(name)));
    }

    /// Asks for the attributes of an inode.
    public Outcome<Attributes> attributes(InodeId inode) {
        return service.query(new Query.GetAttributes(volume.id(), inode));
    }

    /// Asks for the extents of the first 1,024 blocks, neighbours joined.
    public List<Extent> extents(InodeId inode) {
        return ModelContent.joined(value(service.query(new Query.GetExtents(volume.id(), inode, 0, 1_023)))
                .extents());
    }

    /// Works off all background work of the volume.
    public void drain() {
        drain(service, volume.id());
    }

    /// Works off all background work of a volume.
    public static void drain(MetadataService service, VolumeId volume) {
        boolean more = true;
        while (more) {
            more = value(service.execute(new Command.Reclaim(operator(volume, "reclaim"), 1_000)))
                    .more();
        }
    }
}
