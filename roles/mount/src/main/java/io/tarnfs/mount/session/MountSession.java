// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.mount.session;

import io.tarnfs.model.identity.SessionId;
import io.tarnfs.model.identity.VolumeId;
import io.tarnfs.model.namespace.Caller;
import io.tarnfs.model.namespace.Command;
import io.tarnfs.model.namespace.CommandHeader;
import io.tarnfs.model.namespace.CommandKey;
import io.tarnfs.model.namespace.MetadataService;
import io.tarnfs.model.namespace.Outcome;
import io.tarnfs.model.namespace.Result;
import io.tarnfs.model.volume.VolumeInfo;
import java.util.function.Function;

/// The session of one mount: names every command that the mount sends, exactly once.
///
/// Commands that answer a request of the kernel carry the kernel's number, so that a request which the kernel
/// sends again after a crash meets the result of its first life; commands of the mount's own (flush, leases)
/// carry numbers counted here. May be used from any thread.
public final class MountSession {
    private final MetadataService service;
    private final VolumeInfo volume;
    private final Result.SessionGrant grant;
    private final ConfirmationWindow kernelNumbers = new ConfirmationWindow();
    private final ConfirmationWindow ownNumbers = new ConfirmationWindow();

    private MountSession(MetadataService service, VolumeInfo volume, Result.SessionGrant grant) {
        this.service = service;
        this.volume = volume;
        this.grant = grant;
    }

    /// Opens a session on the volume.
    ///
    /// @param holder who mounts, for people: host and mount point
    /// @param attempt makes the command's key differ from that of every earlier attempt by this node, such
    ///                as an
    ///               instant in nanoseconds
    public static Outcome<MountSession> open(MetadataService service, VolumeInfo volume, String holder, long attempt) {
        CommandHeader header = operatorHeader(volume.id(), attempt);
        return switch (service.execute(new Command.OpenSession(header, holder))) {
            case Outcome.Success<Result.SessionGrant>(var grant, var at) ->
                new Outcome.Success<>(new MountSession(service, volume, grant), at);
            case Outcome.Failure<Result.SessionGrant>(var error, var detail) -> new Outcome.Failure<>(error, detail);
            case Outcome.WouldWait<Result.SessionGrant>() -> throw new IllegalStateException("a command never waits");
        };
    }

    /// Returns the header of a command that belongs to no session.
    ///
    /// @param attempt makes its key differ from every other command of the operator's; grows, and confirms
    ///                all smaller
    public static CommandHeader operatorHeader(VolumeId volume, long attempt) {
        CommandKey key = new CommandKey(SessionId.OPERATOR, 0, CommandKey.Origin.CLIENT, attempt, 0);
        return new CommandHeader(volume, key, attempt, Caller.ROOT);
    }

    /// Returns the volume as it was when the session was opened.
    public VolumeInfo volume() {
        return volume;
    }

    /// Returns the volume's id.
    public VolumeId volumeId() {
        return volume.id();
    }

    /// Returns the session's id.
    public SessionId id() {
        return grant.session();
    }

    /// Returns the service that the session is with.
    public MetadataService service() {
        return service;
    }

    /// Sends the next command of a request of the kernel. Its result is kept by the service until [#replied].
    ///
    /// A request that waited for something before its first command may have been overtaken by so many others
    /// that the service takes its number for one that is long done. It goes under a number of the mount's own
    /// then: only a request that is sent again after a crash would miss its result.
    public <R extends Result> Outcome<R> execute(RequestNumber request, Function<CommandHeader, Command<R>> command) {
        if (request.isFirstStep()) {
            request.overtaken(!kernelNumbers.begin(request.unique()));
        }
        int step = request.nextStep();
        if (request.isOvertaken()) {
            return executeOwn(request.caller(), command);
        }
        CommandKey key = key(CommandKey.Origin.KERNEL, request.unique(), step);
        long confirmed = kernelNumbers.confirmedBelow();
        return service.execute(command.apply(new CommandHeader(volume.id(), key, confirmed, request.caller())));
    }

    /// Sends a command of the mount's own.
    public <R extends Result> Outcome<R> executeOwn(Function<CommandHeader, Command<R>> command) {
        return executeOwn(Caller.ROOT, command);
    }

    private <R extends Result> Outcome<R> executeOwn(Caller caller, Function<CommandHeader, Command<R>> command) {
        long number = ownNumbers.next();
        try {
            CommandKey key = key(CommandKey.Origin.CLIENT, number, 0);
            long confirmed = ownNumbers.confirmedBelow();
            return service.execute(command.apply(new CommandHeader(volume.id(), key, confirmed, caller)));
        } finally {
            ownNumbers.confirm(number);
        }
    }

    /// Tells that the kernel has the answer to a request: its results may be forgotten.
    public void replied(long unique) {
        kernelNumbers.confirm(unique);
    }

    /// Says goodbye; the session's opens are forgotten and its orphans freed.
    public Outcome<Result.Done> end() {
        return executeOwn(header -> new Command.EndSession(header, grant.session(), false));
    }

    private CommandKey key(CommandKey.Origin origin, long number, int step) {
        return new CommandKey(grant.session(), grant.incarnation(), origin, number, step);
    }
}
